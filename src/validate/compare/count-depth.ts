import { noDifferences, sumOf, type ComparisonResult } from './comparison-result.ts'
import { createTally, tallyRow, type EntityTally } from './entity-tally.ts'
import { typeFilter } from './first-look.ts'
import { readSource, takeSnapshot } from '../expected/read-source.ts'
import { allSegments, readTable } from '../found/read-table.ts'
import { runTogether } from './run-together.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * Items per entity. The expectation is exact: every row is derived, so collapsed and rejected rows are known, not
 * guessed. The table is read whole and consistently, all pages, and counted by the type attribute. Unequal numbers are
 * counted once more, both sides anew. Equal numbers do not say that the items are the right ones: only the deeper looks
 * do.
 */
export async function compareCounts(context: ValidationContext, segments: number): Promise<ComparisonResult> {
  let result = await countOnce(context, segments, 'first-look')
  for (let look = 1; look < context.settings.looks && !countsAgree(result); look += 1) {
    result = await countOnce(context, segments, 'second-look')
  }
  return result
}

async function countOnce(
  context: ValidationContext,
  segments: number,
  use: 'first-look' | 'second-look',
): Promise<ComparisonResult> {
  const tallies = new Map<string, EntityTally>()
  const foundTypes = new Map<string | null, number>()
  const wanted = typeFilter(context)
  await runTogether(
    [
      async (signal) => {
        await using snapshot = await takeSnapshot(context, use)
        await readSource(
          context,
          snapshot,
          context.selected,
          (entity) => {
            const tally = createTally(entity)
            tallies.set(entity.name, tally)
            context.emit({
              kind: 'entity-started',
              entity: entity.name,
              group: entity.group,
              total: context.estimatedRows(entity),
            })
            return {
              batch(rows) {
                for (const row of rows) tallyRow(tally, row)
                context.emit({
                  kind: 'expected-progress',
                  entity: entity.name,
                  group: entity.group,
                  rows: tally.sourceRows,
                  items: tally.expected,
                })
              },
              done: () =>
                context.emit({
                  kind: 'entity-read',
                  entity: entity.name,
                  group: entity.group,
                  rows: tally.sourceRows,
                  items: tally.expected,
                  rejected: tally.rejected,
                  collapsed: tally.collapsed,
                }),
            }
          },
          signal,
        )
        await snapshot.verify()
      },
      (signal) =>
        readTable(
          context,
          { index: null, segments: allSegments(segments), totalSegments: segments },
          () => ({
            item(item) {
              const { type } = item
              if (wanted(type)) foundTypes.set(type, (foundTypes.get(type) ?? 0) + 1)
            },
          }),
          signal,
        ),
    ],
    context.signal,
  )

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
    clearedBySecondLook: 0,
    lookedAtOnce: 0,
    digests: null,
    sample: null,
  }
}

function countsAgree({ counts }: ComparisonResult): boolean {
  return counts.missing.size === 0 && counts.extra.size === 0
}
