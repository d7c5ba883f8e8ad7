import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedIndex } from '../../mapping/resolved.ts'
import { unequalBuckets } from '../digest/bucket-digest.ts'
import { compareEntries, type EntryDifference } from './compare-entries.ts'
import { drillDown, type DrillDownResult, type Suspect } from './drill-down.ts'
import type { FirstPass } from './first-pass.ts'
import { carriedNames, landsInIndex } from './lands-in-index.ts'
import { indexKeyRecord, keyRecordText } from '../digest/key-record.ts'
import { readExpectedItems } from '../expected/read-source.ts'
import { allSegments, readTable } from '../found/read-table.ts'
import type { IndexReport } from '../report/report-schema.ts'
import type { ValidationContext } from '../validation-context.ts'

/** Entries of one index that get a second pass by key. */
const suspectsPerIndex = 2000

/** An index is read without consistency: an entry may be on its way for a while. */
const settleMs = 200

/**
 * Each index against the sparse set that the source requires. Entries of items that differ in the table itself
 * (`differing`, or `more` of them than were looked at) follow from that and are only counted; what is left is the
 * index's own fault: an index still being built, or a defect of the service or emulator.
 */
export async function compareIndexes(
  context: ValidationContext,
  pass: FirstPass,
  differing: ReadonlySet<string>,
  more: boolean,
  save: () => Promise<void>,
): Promise<IndexReport[]> {
  const reports: IndexReport[] = []
  for (const index of context.mapping.table.indexes) {
    const digests = pass.indexes.get(index.name)
    if (digests === undefined) continue
    const expected = digests.expected.counts.reduce((sum, count) => sum + count, 0)
    const found = digests.found.counts.reduce((sum, count) => sum + count, 0)
    const report: IndexReport = {
      index: index.name,
      expected,
      found,
      missing: 0,
      extra: 0,
      different: 0,
      followFromTable: 0,
      differences: [],
      readUnits: 0,
    }
    if (context.absentIndexes.has(index.name)) report.missing = expected
    else if (unequalBuckets(digests.expected, digests.found).length > 0)
      await openIndex(context, pass, index, report, differing, more, save)
    report.readUnits = context.table.units.byIndex.get(index.name) ?? 0
    reports.push(report)
  }
  return reports
}

async function openIndex(
  context: ValidationContext,
  pass: FirstPass,
  index: ResolvedIndex,
  report: IndexReport,
  differing: ReadonlySet<string>,
  more: boolean,
  save: () => Promise<void>,
): Promise<void> {
  const { table } = context.mapping
  const digests = pass.indexes.get(index.name)
  if (digests === undefined) return
  const types = new Set<string | null>(context.selected.map(({ name }) => name))
  const opened = await drillDown({
    table,
    expected: digests.expected,
    found: digests.found,
    names: carriedNames(table, index),
    readExpected: (visit) =>
      readExpectedItems(context, (entity, item) => {
        if (landsInIndex(index, item)) visit(entity, item)
      }),
    readFound: (visit) =>
      readTable(
        context,
        { index: index.name, segments: allSegments(pass.segments), totalSegments: pass.segments, onPage: save },
        () => ({
          item(item) {
            if (context.whole || types.has(item.type)) visit(item)
          },
        }),
        context.signal,
      ),
    entryKey: (item) => indexKeyRecord(index, item),
    maxSuspects: suspectsPerIndex,
    bytes: context.settings.drillDownBytes,
    onRound: (round) => context.emit({ kind: 'drill-down', index: index.name, ...round }),
  })
  const own = opened.suspects.filter(({ key }) => !differing.has(keyRecordText(table, key)))
  report.followFromTable = opened.suspects.length - own.length
  countUnseen(report, opened, more)
  for (const { key, entity, class: kind, attributes } of await confirmEntries(context, index, own)) {
    report[kind] += 1
    if (report.differences.length < context.settings.maxListed)
      report.differences.push({ key: { ...key }, entity, class: kind, attributes: [...attributes] })
  }
}

/**
 * Compares entries again, each time in a newer snapshot: what is equal in any of these passes was a change under way, or
 * an entry on its way into the index.
 */
async function confirmEntries(
  context: ValidationContext,
  index: ResolvedIndex,
  suspects: readonly Suspect[],
): Promise<readonly EntryDifference[]> {
  const { secondPasses, secondPassPauseMs } = context.settings
  let left = suspects
  let differences: readonly EntryDifference[] = []
  for (let round = 1; round <= secondPasses && left.length > 0; round += 1) {
    const pauseMs = round === 1 ? settleMs : secondPassPauseMs
    await sleep(pauseMs, undefined, { signal: context.signal })
    differences = await compareEntries(context, index, left)
    left = differences.map(({ suspect }) => suspect)
  }
  return differences
}

/** Beyond the entries that are looked at: followers of a table that differs as much, or plain differences. */
function countUnseen(report: IndexReport, opened: DrillDownResult, more: boolean): void {
  const total = (counts: ReadonlyMap<unknown, number>): number =>
    [...counts.values()].reduce((sum, count) => sum + count, 0)
  const looked = (kind: 'missing' | 'extra' | 'different'): number =>
    opened.suspects.filter((suspect) => suspect.class === kind).length
  for (const kind of ['missing', 'extra', 'different'] as const) {
    const unseen = total(opened[kind]) - looked(kind)
    if (more) report.followFromTable += unseen
    else report[kind] += unseen
  }
}
