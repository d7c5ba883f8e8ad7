import type { Identity, ResolvedValue } from '../resolved.ts'
import type { EntityScope } from './entity-scope.ts'

/** A union has no winning row: what its rows agree in are the columns of the key, and what follows from these. */
export function refuseRowOfUnion(value: ResolvedValue, identity: Identity, place: string, scope: EntityScope): void {
  if (scope.source.resolved.kind !== 'union' || identity.kind !== 'grouped') return
  const foreign = localColumnsOf(value, scope).find((name) => !identity.columns.includes(name))
  if (foreign !== undefined) scope.findings.error('MAPPING_NOT_IN_UNION', place, `"${foreign}" is not in the key`)
}

/** Columns of the source that a value is taken from, through look-ups and joins. */
function localColumnsOf(value: ResolvedValue, scope: EntityScope): readonly string[] {
  const lookups = [...scope.lookups.values()]
  const throughLookup = (index: number): readonly string[] =>
    (lookups[index]?.resolved.on ?? []).flatMap(({ equals }) =>
      equals.kind === 'column' ? [equals.column] : throughLookup(equals.lookup),
    )
  switch (value.kind) {
    case 'column':
      return [value.column]
    case 'lookup':
      return throughLookup(value.lookup)
    case 'count':
    case 'sum':
    case 'exists':
    case 'gather':
      return value.relation.branches.flatMap((branch) =>
        branch.on.flatMap(({ equals }) => (equals.kind === 'column' ? [equals.column] : throughLookup(equals.lookup))),
      )
    case 'present':
    case 'least':
    case 'greatest':
    case 'first':
      return []
  }
}
