import { addTo, noDifferences, sumOf, type ComparisonResult } from './comparison-result.ts'
import { createTally, tallyRow, type EntityTally } from './entity-tally.ts'
import { typeFilter } from './first-pass.ts'
import { readSource, takeSnapshot } from '../expected/read-source.ts'
import { allSegments, readTable } from '../found/read-table.ts'
import { runTogether } from './run-together.ts'
import { tallyEvents } from './tally-events.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * Items per entity. The expectation is exact: every row is derived, so collapsed and rejected rows are known, not
 * guessed. The table is read whole and consistently, all pages, and counted by the type attribute. Unequal numbers are
 * counted once more on both sides. Equal numbers do not say that the items are the right ones; the other depths do.
 */
export async function compareCounts(context: ValidationContext, segments: number): Promise<ComparisonResult> {
  let result = await countOnce(context, segments, 'first-pass')
  for (let pass = 1; pass < context.settings.secondPasses && !countsAgree(result); pass += 1) {
    result = await countOnce(context, segments, 'second-pass')
  }
  return result
}

async function countOnce(
  context: ValidationContext,
  segments: number,
  use: 'first-pass' | 'second-pass',
): Promise<ComparisonResult> {
  const tallies = new Map<string, EntityTally>()
  const foundTypes = new Map<string | null, number>()
  await runTogether(
    [
      (signal) => countSource(context, tallies, use, signal),
      (signal) => countTable(context, foundTypes, segments, signal),
    ],
    context.signal,
  )
  return countsResult(context, tallies, foundTypes)
}

async function countSource(
  context: ValidationContext,
  tallies: Map<string, EntityTally>,
  use: 'first-pass' | 'second-pass',
  signal: AbortSignal,
): Promise<void> {
  await using snapshot = await takeSnapshot(context, use)
  await readSource(
    context,
    snapshot,
    context.selected,
    (entity) => {
      const tally = createTally(entity)
      tallies.set(entity.name, tally)
      const events = tallyEvents(context, entity, tally)
      events.started(context.estimatedRows(entity))
      return {
        batch(rows) {
          for (const row of rows) tallyRow(tally, row)
          events.progress()
        },
        done: events.read,
      }
    },
    signal,
  )
  await snapshot.verify()
}

async function countTable(
  context: ValidationContext,
  foundTypes: Map<string | null, number>,
  segments: number,
  signal: AbortSignal,
): Promise<void> {
  const wanted = typeFilter(context)
  await readTable(
    context,
    { index: null, segments: allSegments(segments), totalSegments: segments },
    () => ({
      item({ type }) {
        if (wanted(type)) addTo(foundTypes, type)
      },
    }),
    signal,
  )
}

function countsResult(
  context: ValidationContext,
  tallies: ReadonlyMap<string, EntityTally>,
  foundTypes: ReadonlyMap<string | null, number>,
): ComparisonResult {
  const counts = noDifferences()
  const known = new Set<string | null>(context.mapping.entities.map(({ name }) => name))
  for (const [name, { expected }] of tallies) {
    const found = foundTypes.get(name) ?? 0
    if (found < expected) counts.missing.set(name, expected - found)
    if (found > expected) counts.extra.set(name, found - expected)
  }
  for (const [type, items] of foundTypes) if (!known.has(type)) counts.extra.set(type, items)
  return {
    tallies,
    foundTypes,
    counts,
    compared: new Map(),
    indexes: [],
    differences: [],
    unlisted: sumOf(counts.missing) + sumOf(counts.extra),
    clearedInNewerSnapshot: 0,
    comparedOnce: 0,
    digests: null,
    sample: null,
  }
}

function countsAgree({ counts }: ComparisonResult): boolean {
  return counts.missing.size === 0 && counts.extra.size === 0
}
