import type { Item } from '../../codec/value/attribute-value.ts'
import type { CallRetry } from '../../dynamodb/call/call-with-retry.ts'
import { getItems } from '../../dynamodb/read/get-items.ts'
import type { Transport } from '../../dynamodb/transport/transport.ts'
import { guardedWrite } from '../../dynamodb/write/guarded-write.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { tableKeyNames } from '../../mapping/table-key-names.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { sameItem } from './same-item.ts'

/**
 * - `created`: nothing stood under the key
 * - `replaced`: what stood there was written over, as asked for
 * - `present`: the very item stood there already
 * - `stands`: another item does, and stays
 */
export type PutOutcome =
  | { readonly kind: 'created' | 'replaced' | 'present' | 'stands' }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }

export interface PutOptions {
  readonly transport: Transport
  readonly tableName: string
  readonly table: ResolvedTable
  /** Only looks. */
  readonly dryRun: boolean
  readonly overwrite: boolean
  readonly onRetry: (retry: CallRetry) => void
}

/** How often an item that somebody else keeps changing is looked at again before it is left to them. */
const maxLooks = 5

/**
 * Puts the item of a row that was rejected. The run has written nothing under its key, so a plain write could only
 * destroy what somebody else wrote since: the write holds only if nothing stands there, or what was just seen.
 */
export async function putRejected(item: Item, options: PutOptions, signal: AbortSignal): Promise<PutOutcome> {
  const { transport, tableName, table, dryRun, overwrite, onRetry } = options
  const write = (seen: Item | null): Promise<'written' | 'refused'> =>
    dryRun
      ? Promise.resolve('written')
      : guardedWrite(transport, tableName, table, { kind: 'put', item, seen }, signal, onRetry)
  try {
    if (!dryRun && (await write(null)) === 'written') return { kind: 'created' }
    for (let look = 1; look <= maxLooks; look += 1) {
      const [seen] = await getItems(transport, tableName, [keyOf(item, table)], signal, onRetry)
      if (seen === undefined) {
        if ((await write(null)) === 'written') return { kind: 'created' }
      } else if (sameItem(seen, item)) return { kind: 'present' }
      else if (!overwrite) return { kind: 'stands' }
      else if ((await write(seen)) === 'written') return { kind: 'replaced' }
    }
    return { kind: 'stands' }
  } catch (error) {
    if (error instanceof PgfoldError && error.entry.retry === 'reject')
      return { kind: 'refused', code: error.code, detail: error.detail ?? error.entry.title }
    throw error
  }
}

function keyOf(item: Item, table: ResolvedTable): Item {
  return Object.fromEntries(
    tableKeyNames(table).flatMap((name) => {
      const value = item[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
