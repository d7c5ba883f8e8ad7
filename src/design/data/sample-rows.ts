import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { HasIndex } from '../../validate/expected/has-index.ts'
import { countDrawable, drawColumns, drawFilters } from '../../validate/expected/draw-filters.ts'
import { readSourceRows, type SourceRow } from './read-source-rows.ts'

interface SampleOptions {
  readonly hasIndex: HasIndex
  /** Rows wanted; null: all of them. */
  readonly rows: number | null
  readonly seed: string
}

/**
 * Rows of an entity drawn at random, the same ones for the same seed and data; all rows when there are not more. A
 * source whose rows have no names of their own gives its first rows. Rows with NULL in their key are not drawn.
 */
export async function* sampleRows(
  client: SourceClient,
  entity: ResolvedEntity,
  { hasIndex, rows, seed }: SampleOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceRow[]> {
  const size = rows === null ? 0 : await countDrawable(client, entity, signal)
  if (rows === null || size <= rows) {
    yield* readSourceRows(client, entity, { hasIndex }, signal)
    return
  }
  if (drawColumns(entity).length === 0) {
    yield* firstRows(readSourceRows(client, entity, { hasIndex }, signal), rows)
    return
  }
  for (const filter of await drawFilters(client, entity, rows, size, seed, signal))
    yield* readSourceRows(client, entity, { hasIndex, filter }, signal)
}

async function* firstRows(
  batches: AsyncIterable<readonly SourceRow[]>,
  rows: number,
): AsyncGenerator<readonly SourceRow[]> {
  let left = rows
  for await (const batch of batches) {
    yield batch.slice(0, left)
    left -= batch.length
    if (left <= 0) return
  }
}
