import type { Item } from '../../codec/value/attribute-value.ts'
import { referenceItem } from '../../encode/reference/reference-item.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { SourceClient, TextRow } from '../../postgres/connection/connect.ts'
import { readTextRows } from '../../postgres/text-reader.ts'
import { type ReferenceQuery, buildReferenceQuery } from './reference-query.ts'
import type { HasIndex } from './has-index-in.ts'
import type { RowFilter } from './combination-filter.ts'

/** What the source requires at one place: an item, or a row that cannot become one and is expected to be absent. */
export type ExpectedRow =
  | { readonly kind: 'item'; readonly item: Item; readonly rows: number; readonly missed: readonly number[] }
  | {
      readonly kind: 'rejected'
      readonly code: string
      readonly detail: string
      readonly sourceKey: Readonly<Record<string, string | null>>
      readonly rows: number
      readonly missed: readonly number[]
    }

export interface ExpectedRowsOptions {
  readonly hasIndex: HasIndex
  readonly filter?: RowFilter | undefined
  /** Rows fetched at once; 1,000 rows of 1 KB keep a megabyte on the way. */
  readonly batchRows?: number | undefined
}

/**
 * The expected rows of one entity in the client's snapshot, batch by batch, in no particular order. `rows` counts the
 * source rows behind each, so that source rows = items + collapsed + rejected; `missed` names look-ups (by number)
 * whose row does not exist.
 */
export async function* readExpectedRows(
  client: SourceClient,
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  options: ExpectedRowsOptions,
  signal: AbortSignal,
): AsyncGenerator<ExpectedRow[]> {
  const query = buildReferenceQuery(entity, options)
  for await (const batch of readTextRows(client, query.sql, { batchRows: options.batchRows ?? 1000 }, signal)) {
    yield batch.map((row) => expectedRow(mapping, entity, query, row))
  }
}

function expectedRow(
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  query: ReferenceQuery,
  row: TextRow,
): ExpectedRow {
  const rows = Number(row[query.rowsAt] ?? '1')
  const missed = entity.lookups.flatMap((_lookup, at) => (row[query.missedAt + at] === 't' ? [at] : []))
  const outcome =
    entity.identity.kind === 'grouped' && entity.identity.policy === 'fail' && rows > 1
      ? {
          kind: 'rejected' as const,
          code: 'VALUE_NOT_REPRESENTABLE',
          detail: `${rows} rows share one key, which the mapping forbids`,
        }
      : referenceItem(mapping, entity, row)
  if (outcome.kind === 'item') return { kind: 'item', item: outcome.item, rows, missed }
  const sourceKey = Object.fromEntries(entity.sourceKey.map(({ name, value }) => [name, row[value] ?? null]))
  return { kind: 'rejected', code: outcome.code, detail: outcome.detail, sourceKey, rows, missed }
}
