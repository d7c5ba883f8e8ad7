import type { Item } from '../../codec/value/attribute-value.ts'
import { digestText, unequalBuckets } from '../digest/bucket-digest.ts'
import { compareIndexes } from './compare-indexes.ts'
import { addTo, noDifferences, sumOf, type ComparisonResult, type DifferenceCounts } from './comparison-result.ts'
import { describeExtras } from './describe-extras.ts'
import { drillDown, type DrillDownResult, type Suspect } from './drill-down.ts'
import { lookFirst, typeFilter, type FirstLook } from './first-look.ts'
import { itemType, keyRecordText, type KeyRecord } from '../digest/item-key.ts'
import { readExpectedItems } from '../expected/read-source.ts'
import { allSegments, readTable } from '../found/read-table.ts'
import type { Difference } from '../report/report-schema.ts'
import { secondLook, type ConfirmedDifference } from './second-look.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * Differences of each class that get a second look by key; with more, the table is so different that changes under way
 * explain nothing.
 */
const suspectsPerClass = 20_000

/**
 * Every expected item against every found one. Three steps: both sides are folded into digests over many buckets; only
 * unequal buckets are opened, in a newer snapshot; each key that differs there is looked at again by itself, in a newer
 * one still. A change that was under way is equal in one of the three. Memory is bounded by the digests, one round of
 * opened buckets and the listed differences, whatever the size of the table.
 */
export async function compareAll(
  context: ValidationContext,
  look: FirstLook,
  save: () => Promise<void>,
): Promise<ComparisonResult> {
  await lookFirst(context, look, save)
  const opened = await openTable(context, look, save)
  const counts = beyondSuspects(context, opened)
  const lookedAtOnce = sumOf(counts.missing) + sumOf(counts.different) + sumOf(counts.extra)

  const listed: Difference[] = []
  const extras: { key: KeyRecord; item: Item }[] = []
  const { kept, cleared } = await secondLook(
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
    tallies: look.tallies,
    foundTypes: look.foundTypes,
    compared: new Map([...look.tallies].map(([name, { expected }]) => [name, expected])),
    counts,
    indexes: await compareIndexes(context, look, new Set(kept), lookedAtOnce > 0, save),
    differences: await describeExtras(context, listed, extras),
    unlisted: kept.length - listed.length + lookedAtOnce,
    clearedBySecondLook: cleared,
    lookedAtOnce,
    digests: { expected: digestText(look.expected), found: digestText(look.found), buckets: look.buckets },
    sample: null,
  }
}

/** Opens the unequal buckets of the table, in a newer snapshot than the first look's. */
async function openTable(
  context: ValidationContext,
  look: FirstLook,
  save: () => Promise<void>,
): Promise<DrillDownResult> {
  if (unequalBuckets(look.expected, look.found).length === 0)
    return { suspects: [], missing: new Map(), different: new Map(), collisions: new Map(), extra: new Map() }
  const { table } = context.mapping
  const wanted = typeFilter(context)
  return drillDown({
    table,
    expected: look.expected,
    found: look.found,
    readExpected: (visit) => readExpectedItems(context, visit),
    readFound: (visit) =>
      readTable(
        context,
        { index: null, segments: allSegments(look.segments), totalSegments: look.segments, onPage: save },
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

/** What was counted, less what gets a second look. */
function beyondSuspects(context: ValidationContext, opened: DrillDownResult): DifferenceCounts {
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
