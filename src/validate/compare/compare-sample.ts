import { lockTables } from '../../postgres/guard-tables.ts'
import { createHash } from 'node:crypto'
import { countDifference, listedDifference } from './compare-all.ts'
import { addTo, noDifferences, sumOf, type ComparisonResult } from './comparison-result.ts'
import { confidenceSentence, differingShareBound } from './confidence-sentence.ts'
import { allocateSample } from './allocate-sample.ts'
import { createTally, tallyRow, type EntityTally } from './entity-tally.ts'
import { readExpectedRows } from '../expected/read-expected-rows.ts'
import { typeFilter } from './first-pass.ts'
import { itemKeyRecord, keyRecordText, scannedKeyRecord, type KeyRecord } from '../digest/key-record.ts'
import { queriesOf, takeSnapshot } from '../expected/read-source.ts'
import type { Difference } from '../report/report-schema.ts'
import { compareKeys, runSecondPass } from './second-pass.ts'
import { countDrawable, drawFilters } from '../expected/draw-filters.ts'
import { tallyEvents } from './tally-events.ts'
import type { ScannedItem } from '../found/wire-scanner.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * `n` items, both ways. Source to table: rows drawn in proportion over all entities (at least one of each), derived and
 * compared. Table to source: about as many items from segments of the table drawn by the same seed, each of which
 * something must expect; this finds extras, which no draw from the source can.
 */
export async function compareSample(context: ValidationContext, n: number, seed: string): Promise<ComparisonResult> {
  const { table } = context.mapping
  const { tallies, keys, population } = await drawFromSource(context, n, seed)
  const drawnKeys = new Set(keys.map((key) => keyRecordText(table, key)))
  const drawnFromTable = await drawFromTable(context, n, population, seed)
  const reverse = drawnFromTable.filter((key) => !drawnKeys.has(keyRecordText(table, key)))

  const suspects: KeyRecord[] = []
  await compareKeys(context, [...keys, ...reverse], ({ key }) => suspects.push(key))
  const counts = noDifferences()
  const differences: Difference[] = []
  const { kept, cleared } = await runSecondPass(context, suspects, (difference) => {
    countDifference(context, counts, difference)
    if (differences.length < context.settings.maxListed) differences.push(listedDifference(context, difference))
    return keyRecordText(table, difference.key)
  })
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
    clearedInNewerSnapshot: cleared,
    comparedOnce: 0,
    digests: null,
    sample: {
      ...sampleFigures(tallies, keys.length, different, population),
      reverseDrawn: reverse.length,
      reverseDifferent: kept.length - different,
    },
  }
}

function sampleFigures(
  tallies: ReadonlyMap<string, EntityTally>,
  drawn: number,
  different: number,
  population: number,
): Omit<NonNullable<ComparisonResult['sample']>, 'reverseDrawn' | 'reverseDifferent'> {
  // Rows that cannot become items are drawn too; where every row was drawn, every item was.
  const rejected = [...tallies.values()].reduce((sum, tally) => sum + tally.rejected, 0)
  const items = drawn + rejected >= population ? drawn : population
  return {
    drawn,
    different,
    population: items,
    sentence: confidenceSentence(drawn, different, items),
    upperBound: drawn >= items ? different / Math.max(1, drawn) : differingShareBound(drawn, different),
  }
}

interface SourceDraw {
  readonly tallies: ReadonlyMap<string, EntityTally>
  /** Of the items that the drawn rows become. */
  readonly keys: readonly KeyRecord[]
  /** Rows that could have been drawn. */
  readonly population: number
}

/** Rows of every entity, in proportion to its size, in one snapshot. */
async function drawFromSource(context: ValidationContext, n: number, seed: string): Promise<SourceDraw> {
  const { mapping, selected, hasIndex, signal } = context
  await using snapshot = await takeSnapshot(context, 'first-pass')
  const { client } = snapshot
  await lockTables(client, queriesOf(context, selected), signal)
  const sizes: number[] = []
  for (const entity of selected) sizes.push(await countDrawable(client, entity, signal))
  const draws = allocateSample(n, sizes)
  const tallies = new Map<string, EntityTally>()
  const keys: KeyRecord[] = []
  for (const [at, entity] of selected.entries()) {
    const tally = createTally(entity)
    tallies.set(entity.name, tally)
    const events = tallyEvents(context, entity, tally)
    events.started(draws[at] ?? 0)
    for (const filter of await drawFilters(client, entity, draws[at] ?? 0, sizes[at] ?? 0, seed, signal)) {
      for await (const rows of readExpectedRows(client, mapping, entity, { hasIndex, filter }, signal)) {
        for (const row of rows) {
          tallyRow(tally, row)
          if (row.kind === 'item') keys.push(itemKeyRecord(mapping.table, row.item))
        }
      }
    }
    events.read()
  }
  await snapshot.verify()
  return { tallies, keys, population: sizes.reduce((sum, size) => sum + size, 0) }
}

/** The service's limit; a segment of a table of ten million items then holds about ten. */
const maxSegments = 1_000_000

/** Keys of items of the table itself: whole segments, drawn by the seed, until there are enough. */
async function drawFromTable(
  context: ValidationContext,
  n: number,
  population: number,
  seed: string,
): Promise<KeyRecord[]> {
  const wanted = Math.min(n, Math.max(population, 1))
  const totalSegments = Math.max(1, Math.min(maxSegments, Math.ceil(population / 8)))
  const ours = typeFilter(context)
  const tried = new Set<number>()
  const keys: KeyRecord[] = []
  const visit = (item: ScannedItem): void => {
    if (keys.length < wanted && ours(item.type)) keys.push(scannedKeyRecord(context.mapping.table, item))
  }
  // A table that holds far less than expected ends the search; what is missing is found from the other side.
  for (let draw = 0; keys.length < wanted && tried.size < totalSegments && draw < wanted * 2; draw += 1) {
    const segment = Number(
      createHash('sha256').update(`${seed}\nsegment ${draw}`).digest().readBigUInt64BE(0) % BigInt(totalSegments),
    )
    if (tried.has(segment)) continue
    tried.add(segment)
    for await (const _page of context.table.scan({ index: null, segment, totalSegments }, visit, context.signal))
      if (keys.length >= wanted) break
  }
  return keys
}
