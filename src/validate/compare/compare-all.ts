import type { Item } from '../../codec/value/attribute-value.ts'
import { digestText, unequalBuckets } from '../digest/bucket-digest.ts'
import { compareIndexes } from './compare-indexes.ts'
import { addTo, noDifferences, sumOf, type ComparisonResult, type DifferenceCounts } from './comparison-result.ts'
import { describeExtras } from './describe-extras.ts'
import { drillDown, type DrillDownResult, type Suspect } from './drill-down.ts'
import { runFirstPass, typeFilter, type FirstPass } from './first-pass.ts'
import { itemType, keyRecordText, type KeyRecord } from '../digest/key-record.ts'
import { readExpectedItems } from '../expected/read-source.ts'
import { allSegments, readTable } from '../found/read-table.ts'
import type { Difference } from '../report/report-schema.ts'
import { runSecondPass, type ConfirmedDifference } from './second-pass.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * Differences of each class that get a second pass by key; with more, the table is so different that changes under way
 * explain nothing.
 */
const suspectsPerClass = 20_000

/**
 * Every expected item against every found one. Three steps: both sides are summed up in digests over many buckets; only
 * unequal buckets are opened, in a newer snapshot; each key that differs there is looked at again by itself, in a newer
 * one still. A change that was under way is equal in one of the three. Memory is bounded by the digests, one round of
 * opened buckets and the listed differences, whatever the size of the table.
 */
export async function compareAll(
  context: ValidationContext,
  pass: FirstPass,
  save: () => Promise<void>,
): Promise<ComparisonResult> {
  await runFirstPass(context, pass, save)
  const opened = await openTable(context, pass, save)
  const counts = uncheckedCounts(context, opened)
  const comparedOnce = sumOf(counts.missing) + sumOf(counts.different) + sumOf(counts.extra)

  const listed: Difference[] = []
  const extras: { key: KeyRecord; item: Item }[] = []
  const { kept, cleared } = await runSecondPass(
    context,
    opened.suspects.map(({ key }) => key),
    (difference) => {
      countDifference(context, counts, difference)
      if (listed.length < context.settings.maxListed) {
        listed.push(listedDifference(context, difference))
        if (difference.expected === null && difference.found !== null)
          extras.push({ key: difference.key, item: difference.found })
      }
      return keyRecordText(context.mapping.table, difference.key)
    },
  )
  return {
    tallies: pass.tallies,
    foundTypes: pass.foundTypes,
    compared: new Map([...pass.tallies].map(([name, { expected }]) => [name, expected])),
    counts,
    indexes: await compareIndexes(context, pass, new Set(kept), comparedOnce > 0, save),
    differences: await describeExtras(context, listed, extras),
    unlisted: kept.length - listed.length + comparedOnce,
    clearedInNewerSnapshot: cleared,
    comparedOnce,
    digests: { expected: digestText(pass.expected), found: digestText(pass.found), buckets: pass.buckets },
    sample: null,
  }
}

/** Opens the unequal buckets of the table, in a newer snapshot than the first pass's. */
async function openTable(
  context: ValidationContext,
  pass: FirstPass,
  save: () => Promise<void>,
): Promise<DrillDownResult> {
  if (unequalBuckets(pass.expected, pass.found).length === 0)
    return { suspects: [], missing: new Map(), different: new Map(), collisions: new Map(), extra: new Map() }
  const { table } = context.mapping
  const wanted = typeFilter(context)
  return drillDown({
    table,
    expected: pass.expected,
    found: pass.found,
    readExpected: (visit) => readExpectedItems(context, visit),
    readFound: (visit) =>
      readTable(
        context,
        { index: null, segments: allSegments(pass.segments), totalSegments: pass.segments, onPage: save },
        () => ({
          item(item) {
            if (wanted(item.type)) visit(item)
          },
        }),
        context.signal,
      ),
    maxSuspects: Math.max(suspectsPerClass, context.settings.maxListed),
    bytes: context.settings.drillDownBytes,
    onRound: (round) => context.emit({ kind: 'drill-down', index: null, ...round }),
  })
}

/** A key that two rows claim holds an item that is wrong for one of them: it counts as different. */
export function countDifference(
  context: ValidationContext,
  counts: DifferenceCounts,
  difference: ConfirmedDifference,
): void {
  if (difference.expected === null)
    addTo(counts.extra, difference.found === null ? null : itemType(context.mapping.table, difference.found))
  else addTo(difference.class === 'missing' ? counts.missing : counts.different, difference.expected.entity.name)
}

export function listedDifference(
  context: ValidationContext,
  { key, class: kind, attributes, note, expected, found }: ConfirmedDifference,
): Difference {
  return {
    key: { ...key },
    entity: expected?.entity.name ?? (found === null ? null : itemType(context.mapping.table, found)),
    class: kind,
    attributes: [...attributes],
    relatedKey: null,
    note,
  }
}

/** What was counted, less what gets a second pass. */
function uncheckedCounts(context: ValidationContext, opened: DrillDownResult): DifferenceCounts {
  const counts = noDifferences()
  const add = (kind: Suspect['class'], all: ReadonlyMap<number, number>, into: Map<string, number>): void => {
    for (const [entity, number] of all) {
      const rest =
        number - opened.suspects.filter((suspect) => suspect.class === kind && suspect.entity === entity).length
      if (rest > 0) addTo(into, context.selected[entity]?.name ?? '', rest)
    }
  }
  add('missing', opened.missing, counts.missing)
  add('different', opened.different, counts.different)
  for (const [type, number] of opened.extra) {
    const rest = number - opened.suspects.filter((suspect) => suspect.class === 'extra' && suspect.type === type).length
    if (rest > 0) addTo(counts.extra, type, rest)
  }
  return counts
}
