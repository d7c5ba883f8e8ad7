import type { Item } from '../../codec/value/attribute-value.ts'
import { fromWireItem } from '../../dynamodb/wire-item.ts'
import { compileEncoder } from '../../encode/compiled/compile-encoder.ts'
import type { EncodedRow } from '../../encode/compiled/row-encoder.ts'
import type { RejectedRow } from '../../encode/encoded-item.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { buildLoadQuery } from '../../postgres/load/build-load-query.ts'
import { readCopyBinary } from '../../postgres/load/copy-reader.ts'
import { planSetting } from '../../postgres/load/plan-setting.ts'
import { releaseLocksAfter } from '../../postgres/release-locks-after.ts'
import type { RowKey } from './narrow-entity.ts'
import type { ItemFigures } from './settlement.ts'

/** What the load makes of a row now. */
export type DerivedRow =
  | {
      readonly kind: 'item'
      readonly item: Item
      readonly figures: ItemFigures
      readonly rows: number
    }
  | { readonly kind: 'rejected'; readonly row: RejectedRow; readonly rows: number }

/** Each is a write of its own of some milliseconds. */
const takenAtOnce = 16

/**
 * Reads every row of the entity by the load's own query and encoder, and hands over those that `wanted` asks for by
 * their source key. `take` may wait: reading then waits too, so that no more than a piece of the stream is held.
 */
export async function readRows(
  client: SourceClient,
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  wanted: (key: RowKey) => boolean,
  take: (key: RowKey, row: DerivedRow) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const query = buildLoadQuery(entity, { kind: 'all' })
  const encoder = compileEncoder(mapping, entity, query.columns)
  // Counts over the rows that are wanted alone, one at a time.
  const again = compileEncoder(mapping, entity, query.columns)
  const countsOf = (bytes: Buffer, start: number, end: number): Pick<ItemFigures, 'indexKeysSkipped' | 'oversize'> => {
    const { indexKeysSkipped, oversize } = again.counters
    indexKeysSkipped.clear()
    oversize.clear()
    const row = again.encode(bytes, start, end)
    if (row.kind === 'item') row.item.release()
    return { indexKeysSkipped: Object.fromEntries(indexKeysSkipped), oversize: Object.fromEntries(oversize) }
  }
  const duplicatesFail = entity.identity.kind === 'grouped' && entity.identity.policy === 'fail'
  let found: { readonly key: RowKey; readonly row: DerivedRow }[] = []
  const keep = (row: EncodedRow, bytes: Buffer, start: number, end: number): void => {
    const key = row.kind === 'item' ? sourceKeyOf(row.item.sourceKey) : row.row.sourceKey
    if (wanted(key)) {
      if (duplicatesFail && row.rows > 1)
        throw new PgfoldError('SOURCE_DUPLICATES', { detail: `${entity.name}: ${row.rows} rows have one key` })
      found.push({
        key,
        row: row.kind === 'rejected' ? row : derivedItem(row, countsOf(bytes, start, end)),
      })
    }
    if (row.kind === 'item') row.item.release()
  }
  const handOver = async (): Promise<void> => {
    const rows = found
    found = []
    for (let at = 0; at < rows.length; at += takenAtOnce) {
      const round = rows.slice(at, at + takenAtOnce)
      // All are waited for: nothing may still be under way when the rows are read again.
      const taken = await Promise.allSettled(round.map(({ key, row }) => take(key, row)))
      const failed = taken.find((each) => each.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  }
  await client.rows(planSetting(query.plans), { signal })
  await releaseLocksAfter(client, () =>
    readCopyBinary(
      client,
      query.sql,
      {
        onTuple: (bytes, start, end) => keep(encoder.encode(bytes, start, end), bytes, start, end),
        onOversize: (bytes, start, end, size) => keep(encoder.refuse(bytes, start, end, size), bytes, start, end),
        afterPiece: () => (found.length === 0 ? undefined : handOver()),
      },
      signal,
    ),
  )
  await handOver()
}

function derivedItem(
  { item: { json, bytes, writeUnits }, rows }: Extract<EncodedRow, { kind: 'item' }>,
  counts: Pick<ItemFigures, 'indexKeysSkipped' | 'oversize'>,
): DerivedRow {
  const item = fromWireItem(JSON.parse(json.toString('utf8')))
  return { kind: 'item', item, figures: { bytes, writeUnits, ...counts }, rows }
}

function sourceKeyOf(json: Buffer): RowKey {
  const parsed: unknown = JSON.parse(json.toString('utf8'))
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name, typeof value === 'string' ? value : null]),
  )
}
