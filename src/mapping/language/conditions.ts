import type { Condition, Literal, OrderItem, SqlCondition } from '../schema/where-schema.ts'

/**
 * A value to compare with. Numbers beyond 2^53 are written as bigint or text, or they would be rounded before we see
 * them.
 */
export type ComparedValue = Literal | bigint

function literal(value: ComparedValue): Literal {
  return typeof value === 'bigint' ? value.toString() : value
}

/** The column holds one of the values. Rows where it is NULL are left out. */
export function isIn(...values: readonly [ComparedValue, ...ComparedValue[]]): Condition {
  return { kind: 'in', values: values.map(literal) }
}

/** The column holds none of the values. Rows where it is NULL stay: NULL is not among the values. */
export function notIn(...values: readonly [ComparedValue, ...ComparedValue[]]): Condition {
  return { kind: 'notIn', values: values.map(literal) }
}

export function equals(value: ComparedValue): Condition {
  return isIn(value)
}

/** As `notIn` with one value: rows where the column is NULL stay. */
export function notEquals(value: ComparedValue): Condition {
  return notIn(value)
}

export function isNull(): Condition {
  return { kind: 'isNull' }
}

export function notNull(): Condition {
  return { kind: 'notNull' }
}

export function lessThan(value: ComparedValue): Condition {
  return { kind: 'compare', operator: '<', value: literal(value) }
}

export function atMost(value: ComparedValue): Condition {
  return { kind: 'compare', operator: '<=', value: literal(value) }
}

export function greaterThan(value: ComparedValue): Condition {
  return { kind: 'compare', operator: '>', value: literal(value) }
}

export function atLeast(value: ComparedValue): Condition {
  return { kind: 'compare', operator: '>=', value: literal(value) }
}

/**
 * A condition in SQL over the columns of the one table that it stands with; put into the query as it is, in
 * parentheses.
 */
export function sqlCondition(text: string): SqlCondition {
  return { kind: 'sql-condition', text }
}

/** An ordering column, greatest first. */
export function descending(column: string): OrderItem {
  return { column, descending: true }
}
