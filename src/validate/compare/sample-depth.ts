import { createHash } from 'node:crypto'
import { countDifference, listedDifference } from './compare-all.ts'
import { addTo, noDifferences, sumOf, type ComparisonResult } from './comparison-result.ts'
import { allocateSample, confidenceSentence, differingShareBound } from './confidence.ts'
import { createTally, tallyRow, type EntityTally } from './entity-tally.ts'
import { readExpectedRows } from '../expected/expected-rows.ts'
import { typeFilter } from './first-look.ts'
import { itemKeyRecord, keyRecordText, scannedKeyRecord, type KeyRecord } from '../digest/item-key.ts'
import { takeSnapshot } from '../expected/read-source.ts'
import type { Difference } from '../report/report-schema.ts'
import { lookAtKeys, secondLook } from './second-look.ts'
import { drawable, drawFilters } from '../expected/sample-query.ts'
import type { ScannedItem } from '../found/wire-scanner.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * `n` items, both ways. Source to table: rows drawn in proportion over all entities (at least one of each), derived and
 * compared. Table to source: about as many items from segments of the table drawn by the same seed, each of which
 * something must expect; this finds extras, which no draw from the source can.
 */
export async function compareSample(context: ValidationContext, n: number, seed: string): Promise<ComparisonResult> {
  const tallies = new Map<string, EntityTally>()
  const keys: KeyRecord[] = []
  let population = 0
  {
    await using snapshot = await takeSnapshot(context, 'first-look')
    const sizes = []
    for (const entity of context.selected) sizes.push(await drawable(snapshot.client, entity, context.signal))
    population = sizes.reduce((sum, size) => sum + size, 0)
    const draws = allocateSample(n, sizes)
    for (const [at, entity] of context.selected.entries()) {
      const tally = createTally(entity)
      tallies.set(entity.name, tally)
      context.emit({ kind: 'entity-started', entity: entity.name, group: entity.group, total: draws[at] ?? 0 })
      for (const filter of await drawFilters(
        snapshot.client,
        entity,
        draws[at] ?? 0,
        sizes[at] ?? 0,
        seed,
        context.signal,
      )) {
        for await (const rows of readExpectedRows(
          snapshot.client,
          context.mapping,
          entity,
          { hasIndex: context.hasIndex, filter },
          context.signal,
        )) {
          for (const row of rows) {
            tallyRow(tally, row)
            if (row.kind === 'item') keys.push(itemKeyRecord(context.mapping.table, row.item))
          }
        }
      }
      context.emit({
        kind: 'entity-read',
        entity: entity.name,
        group: entity.group,
        rows: tally.sourceRows,
        items: tally.expected,
        rejected: tally.rejected,
        collapsed: tally.collapsed,
      })
    }
    await snapshot.verify()
  }
  const drawnFromTable = await drawKeys(context, n, population, seed)
  const drawnKeys = new Set(keys.map((key) => keyRecordText(context.mapping.table, key)))
  const reverse = drawnFromTable.filter((key) => !drawnKeys.has(keyRecordText(context.mapping.table, key)))

  const suspects: KeyRecord[] = []
  await lookAtKeys(context, [...keys, ...reverse], ({ key }) => suspects.push(key))
  const counts = noDifferences()
  const differences: Difference[] = []
  const { kept, cleared } = await secondLook(context, suspects, (difference) => {
    countDifference(context, counts, difference)
    if (differences.length < context.settings.maxListed) differences.push(listedDifference(context, difference))
    return keyRecordText(context.mapping.table, difference.key)
  })
  const drawn = keys.length
  // Rows that cannot become items are drawn too; where every row was drawn, every item was.
  const rejected = [...tallies.values()].reduce((sum, tally) => sum + tally.rejected, 0)
  const items = drawn + rejected >= population ? drawn : population
  const different = kept.filter((text) => drawnKeys.has(text)).length
  const foundTypes = new Map<string | null, number>()
  for (const [name, { expected }] of tallies) addTo(foundTypes, name, expected - (counts.missing.get(name) ?? 0))
  for (const [type, by] of counts.extra) addTo(foundTypes, type, by)
  return {
    tallies,
    foundTypes,
    compared: new Map([...tallies].map(([name, { expected }]) => [name, expected])),
    counts,
    indexes: [],
    differences,
    unlisted: sumOf(counts.missing) + sumOf(counts.different) + sumOf(counts.extra) - differences.length,
    clearedBySecondLook: cleared,
    lookedAtOnce: 0,
    digests: null,
    sample: {
      drawn,
      different,
      population: items,
      sentence: confidenceSentence(drawn, different, items),
      upperBound: drawn >= items ? different / Math.max(1, drawn) : differingShareBound(drawn, different),
      reverseDrawn: reverse.length,
      reverseDifferent: kept.length - different,
    },
  }
}

/** The service's limit; a segment of a table of ten million items then holds about ten. */
const mostSegments = 1_000_000

/** Keys of items of the table itself: whole segments, drawn by the seed, until there are enough. */
async function drawKeys(context: ValidationContext, n: number, population: number, seed: string): Promise<KeyRecord[]> {
  const wanted = Math.min(n, Math.max(population, 1))
  const totalSegments = Math.max(1, Math.min(mostSegments, Math.ceil(population / 8)))
  const ours = typeFilter(context)
  const tried = new Set<number>()
  const keys: KeyRecord[] = []
  const visit = (item: ScannedItem): void => {
    if (keys.length < wanted && ours(item.type)) keys.push(scannedKeyRecord(context.mapping.table, item))
  }
  // A table that holds far less than expected ends the search; what is missing is found from the other side.
  for (let draw = 0; keys.length < wanted && tried.size < totalSegments && draw < wanted * 2; draw += 1) {
    const segment = Number(
      createHash('sha256')
        .update(`${seed}\nsegment ${String(draw)}`)
        .digest()
        .readBigUInt64BE(0) % BigInt(totalSegments),
    )
    if (tried.has(segment)) continue
    tried.add(segment)
    for await (const _page of context.table.scan({ index: null, segment, totalSegments }, visit, context.signal))
      if (keys.length >= wanted) break
  }
  return keys
}
