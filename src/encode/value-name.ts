import type { ValueRef } from '../brand.ts'
import type { ResolvedEntity } from '../mapping/resolved.ts'
import { assertNever } from '../assert-never.ts'

/**
 * How a reject names a value of the mapping: a column, a column behind a look-up, or what was reckoned. Never its
 * content.
 */
export function valueName(entity: ResolvedEntity, ref: ValueRef): string {
  const value = entity.values[ref]
  if (value === undefined) return `value ${ref}`
  switch (value.kind) {
    case 'column':
    case 'least':
    case 'greatest':
      return value.column
    case 'lookup':
      return `${entity.lookups[value.lookup]?.name ?? 'look-up'}.${value.column}`
    case 'sum':
      return `sum of ${value.column}`
    case 'first':
      return `${value.branch}.${value.column}`
    case 'present':
      return `presence in ${value.branch}`
    case 'count':
    case 'exists':
      return `${value.kind} of ${value.relation.branches.map((branch) => branch.table.name).join(' and ')}`
    case 'gather':
      return `list of ${value.columns.map((column) => column.column).join(', ')}`
    default:
      return assertNever(value)
  }
}
