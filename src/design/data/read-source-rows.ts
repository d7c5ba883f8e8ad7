import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { readTextRows } from '../../postgres/text-reader.ts'
import { buildReferenceQuery } from '../../validate/expected/reference-query.ts'
import type { HasIndex } from '../../validate/expected/has-index-in.ts'
import type { RowFilter } from '../../validate/expected/combination-filter.ts'

/** One row that becomes an item: PostgreSQL's texts by ValueRef, and what stands behind it. */
export interface SourceRow {
  readonly texts: readonly (string | null)[]
  /** Source rows that collapse into the item. */
  readonly rows: number
  /** Look-ups, by number, whose columns are set and whose row does not exist. */
  readonly missed: readonly number[]
}

interface SourceRowsOptions {
  readonly hasIndex: HasIndex
  readonly filter?: RowFilter | undefined
}

/** 1,000 rows of 1 KB keep a megabyte on the way. */
const batchRows = 1000

/** The rows of an entity in the client's snapshot, read as the proof reads them, batch by batch. */
export async function* readSourceRows(
  client: SourceClient,
  entity: ResolvedEntity,
  options: SourceRowsOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceRow[]> {
  const query = buildReferenceQuery(entity, options)
  for await (const batch of readTextRows(client, query.sql, { batchRows }, signal)) {
    yield batch.map((texts) => ({
      texts,
      rows: Number(texts[query.rowsAt] ?? '1'),
      missed: entity.lookups.flatMap((_lookup, at) => (texts[query.missedAt + at] === 't' ? [at] : [])),
    }))
  }
}
