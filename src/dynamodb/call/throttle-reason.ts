/**
 * The sixteen reasons of the service are {Table, Index} x {Read, Write} x {KeyRange, Provisioned, AccountLimit,
 * MaxOnDemand}, for example `IndexWriteKeyRangeThroughputExceeded`. What slows down follows from the scope:
 *
 * - `key-range`: one partition is hot; only the keys in it
 * - `index`: an index cannot follow; the items that lie in it, whose writes go through it
 * - `table`: the table's provisioned or on-demand maximum
 * - `account`: the account's quota; everything
 */
export type ThrottleScope = 'key-range' | 'index' | 'table' | 'account'

/** Which limit a call has met: the widest scope named decides, and a throttle without a reason is the table's. */
export interface ThrottleCause {
  readonly scope: ThrottleScope
  /** Name of the index, where the scope is one and the service says which. */
  readonly index: string | null
}

export function throttleCause(
  reasons: readonly { readonly reason: string; readonly resource: string }[],
): ThrottleCause {
  for (const scope of ['account', 'table', 'index', 'key-range'] as const) {
    const found = reasons.find(({ reason }) => throttleScope(reason) === scope)
    // `arn:aws:dynamodb:<region>:<account>:table/<table>/index/<index>`
    if (found !== undefined) return { scope, index: scope === 'index' ? indexName(found.resource) : null }
  }
  return { scope: 'table', index: null }
}

function indexName(resource: string): string | null {
  const [, name] = resource.split('/index/')
  return name === undefined || name === '' ? null : name
}

/** Reasons that are not known count as the table's: the safe middle. */
export function throttleScope(reason: string): ThrottleScope {
  if (reason.includes('AccountLimit')) return 'account'
  if (reason.startsWith('Index')) return 'index'
  return reason.includes('KeyRange') ? 'key-range' : 'table'
}
