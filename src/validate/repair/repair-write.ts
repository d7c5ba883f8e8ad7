import type { Item } from '../../codec/value/attribute-value.ts'
import { guardedWrite } from '../../dynamodb/write/guarded-write.ts'
import type { Transport } from '../../dynamodb/transport/transport.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { keyAttributes, type KeyRecord } from '../digest/key-record.ts'

/** A write that makes one key right, with the item as it was seen: null, nothing stood there. */
export type RepairWrite =
  | { readonly kind: 'put'; readonly key: KeyRecord; readonly item: Item; readonly seen: Item | null }
  | { readonly kind: 'delete'; readonly key: KeyRecord; readonly seen: Item }

/** Writes, if the item is still as it was seen; `refused`: somebody else has changed it, and their change stands. */
export function repairWrite(
  transport: Transport,
  tableName: string,
  table: ResolvedTable,
  write: RepairWrite,
  signal: AbortSignal,
): Promise<'written' | 'refused'> {
  const guarded =
    write.kind === 'put' ? write : { kind: write.kind, key: keyAttributes(table, write.key), seen: write.seen }
  return guardedWrite(transport, tableName, table, guarded, signal)
}
