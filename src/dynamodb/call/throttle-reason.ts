/**
 * The sixteen reasons of the service are {Table, Index} x {Read, Write} x {KeyRange, Provisioned, AccountLimit,
 * MaxOnDemand}, for example `IndexWriteKeyRangeThroughputExceeded`. What slows down follows from the scope:
 *
 * - `key-range`: one partition is hot; only the keys in it
 * - `index`: an index cannot follow; the table, because every write goes through it
 * - `htmlTable`: the table's provisioned or on-demand maximum
 * - `account`: the account's quota; everything
 */
export type ThrottleScope = 'key-range' | 'index' | 'table' | 'account'

/** Reasons that are not known count as the table's: the safe middle. */
export function throttleScope(reason: string): ThrottleScope {
  if (reason.includes('AccountLimit')) return 'account'
  if (reason.startsWith('Index')) return 'index'
  return reason.includes('KeyRange') ? 'key-range' : 'table'
}
