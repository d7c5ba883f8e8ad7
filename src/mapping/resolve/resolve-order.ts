import { didYouMean } from '../did-you-mean.ts'
import type { FindingList } from '../finding-list.ts'
import type { OrderBy } from '../resolved.ts'
import type { Order } from '../schema/where-schema.ts'
import type { ColumnScope } from './source-shape.ts'
import { hasOrder } from '../../catalog/has-order.ts'
import { typeLabel } from './type-traits.ts'

interface OrderScope {
  readonly label: string
  readonly columns: ColumnScope
  /** Breaks ties, so that the order never depends on the way the rows are read. */
  readonly primaryKey: readonly string[]
  readonly findings: FindingList
}

/**
 * `by` first, then the primary key; without one, every column that has an order: rows still tied are equal in all of
 * them.
 */
export function resolveOrder(by: Order | undefined, place: string, scope: OrderScope): readonly OrderBy[] {
  const order: OrderBy[] = []
  for (const item of listOf(by)) {
    const { column, descending } = typeof item === 'string' ? { column: item, descending: false } : item
    const found = scope.columns.get(column)
    if (found === undefined) {
      const hint = didYouMean(column, scope.columns.keys())
      scope.findings.error('MAPPING_UNKNOWN_COLUMN', place, `"${column}" is no column of ${scope.label}${hint}`)
    } else if (!hasOrder(found.type)) {
      scope.findings.error(
        'MAPPING_WRONG_TYPE',
        place,
        `"${column}" is of type ${typeLabel(found.type)}, which has no order`,
      )
    } else {
      order.push({ column, descending })
    }
  }
  return completeOrder(order, scope)
}

function completeOrder(
  order: readonly OrderBy[],
  scope: Pick<OrderScope, 'columns' | 'primaryKey'>,
): readonly OrderBy[] {
  const sortable = [...scope.columns].filter(([, column]) => hasOrder(column.type)).map(([name]) => name)
  const rest = scope.primaryKey.length > 0 ? scope.primaryKey : sortable
  const given = new Set(order.map((item) => item.column))
  return [...order, ...rest.filter((name) => !given.has(name)).map((column) => ({ column, descending: false }))]
}

function listOf(by: Order | undefined): Extract<Order, readonly unknown[]> {
  if (by === undefined) return []
  return isList(by) ? by : [by]
}

function isList(order: Order): order is Extract<Order, readonly unknown[]> {
  return Array.isArray(order)
}
