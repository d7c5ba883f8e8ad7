import { setTimeout as sleep } from 'node:timers/promises'
import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedIndex } from '../../mapping/resolved.ts'
import { unequalBuckets } from '../digest/bucket-digest.ts'
import { differingAttributes } from './differing-attributes.ts'
import { drillDown, type DrillDownResult, type Suspect } from './drill-down.ts'
import { expectedByKey } from '../expected/expected-by-key.ts'
import type { FirstPass } from './first-pass.ts'
import { carriedNames, landsInIndex } from './lands-in-index.ts'
import { indexKeyRecord, itemType, keyRecordText, itemKeyText, type KeyRecord } from '../digest/key-record.ts'
import { readExpectedItems, takeSnapshot } from '../expected/read-source.ts'
import { allSegments, readTable } from '../found/read-table.ts'
import type { IndexReport } from '../report/report-schema.ts'
import type { ValidationContext } from '../validation-context.ts'

/** Entries of one index that get a second pass by key. */
const suspectsPerIndex = 2000

/** An index is read without consistency: an entry may be on its way for a while. */
const settleMilliseconds = 200

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
  if (own.length === 0) return
  await sleep(settleMilliseconds, undefined, { signal: context.signal })
  await compareEntries(context, index, own, report)
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

/**
 * The second pass over entries of an index: what the source requires now, and what the index answers for the index keys
 * of either side.
 */
async function compareEntries(
  context: ValidationContext,
  index: ResolvedIndex,
  suspects: readonly Suspect[],
  report: IndexReport,
): Promise<void> {
  const { mapping } = context
  const { table } = mapping
  const names = carriedNames(table, index)
  const compared = {
    showValues: context.settings.showValues,
    ...(names === undefined ? {} : { names: new Set(names) }),
  }
  await using snapshot = await takeSnapshot(context, 'second-pass')
  for (let at = 0; at < suspects.length; at += 500) {
    const batch = suspects.slice(at, at + 500)
    const expected = await expectedByKey(
      snapshot.client,
      { ...mapping, entities: context.selected },
      batch.map(({ key }) => key),
      context.hasIndex,
      context.signal,
    )
    const wantedKeys = new Set(batch.map(({ key }) => keyRecordText(table, key)))
    // Many items may share one index key (all of a type): each index key is asked for once per batch.
    const asked = new Map<string, Map<string, Item>>()
    const findEntry = async (text: string, entryKey: KeyRecord | null): Promise<Item | null> => {
      if (entryKey === null) return null
      const name = JSON.stringify(entryKey)
      const known = asked.get(name) ?? (await entriesAmong(context, index, entryKey, wantedKeys))
      asked.set(name, known)
      return known.get(text) ?? null
    }
    for (const { key, entryKey } of batch) {
      const text = keyRecordText(table, key)
      const claim = expected.get(text)?.[0]
      const wanted = claim !== undefined && landsInIndex(index, claim.item) ? claim.item : null
      const entry =
        (wanted === null ? null : await findEntry(text, indexKeyRecord(index, wanted))) ??
        (await findEntry(text, entryKey))
      if (wanted === null && entry === null) continue
      const attributes = wanted === null || entry === null ? [] : differingAttributes(wanted, entry, compared)
      const kind = entry === null ? 'missing' : wanted === null ? 'extra' : attributes.length > 0 ? 'different' : null
      if (kind === null) continue
      report[kind] += 1
      const entity = claim?.entity.name ?? (entry === null ? null : itemType(table, entry))
      if (report.differences.length < context.settings.maxListed)
        report.differences.push({ key: { ...key }, entity, class: kind, attributes })
    }
  }
  await snapshot.verify()
}

async function entriesAmong(
  context: ValidationContext,
  index: ResolvedIndex,
  entryKey: KeyRecord,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Item>> {
  const entries = await context.table.entries(index.name, entryKey, context.signal)
  return new Map(
    entries
      .map((entry) => [itemKeyText(context.mapping.table, entry), entry] as const)
      .filter(([text]) => wanted.has(text)),
  )
}
