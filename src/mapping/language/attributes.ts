import type { AllColumns, AttributeDefinition, ValueOptions } from '../schema/attribute-schema.ts'
import { allColumnsKey } from '../schema/attribute-schema.ts'
import type { Order, Where } from '../schema/where-schema.ts'
import type { Join, RelationDefinition } from '../schema/source-schema.ts'

type OfKind<Kind extends AttributeDefinition['kind']> = Extract<AttributeDefinition, { kind: Kind }>

/**
 * Every column of the source under its own name, expanded from the live catalog by name. Spread it: `{ ...allColumns(),
 * likes: count(…) }`. An attribute that reads the same column under the same name takes the column's place.
 */
export function allColumns(options: Omit<AllColumns, 'kind'> = {}): { readonly [allColumnsKey]: AllColumns } {
  return { [allColumnsKey]: { kind: 'allColumns', ...options } }
}

export function column(name: string, options: ValueOptions = {}): OfKind<'column'> {
  return { kind: 'column', column: name, ...options }
}

/** A value of a declared look-up: `lookup('owner.nickname')`. Left out when the related row does not exist. */
export function lookup(reference: string, options: ValueOptions = {}): OfKind<'lookup'> {
  return { kind: 'lookup', reference, ...options }
}

interface RelationOptions extends ValueOptions {
  readonly where?: Where
}

/** Number of related rows, 0 when none; with `distinct`, of the different values (not NULL) of one of their columns. */
export function count(
  relation: RelationDefinition,
  on: Join,
  options: RelationOptions & { readonly distinct?: string } = {},
): OfKind<'count'> {
  return { kind: 'count', relation, on, ...options }
}

/** Exact sum of a number column of the related rows, 0 when none. */
export function sum(relation: RelationDefinition, of: string, on: Join, options: RelationOptions = {}): OfKind<'sum'> {
  return { kind: 'sum', relation, column: of, on, ...options }
}

/** Is there a related row? */
export function exists(relation: RelationDefinition, on: Join, options: RelationOptions = {}): OfKind<'exists'> {
  return { kind: 'exists', relation, on, ...options }
}

/**
 * List of one column of the related rows, NULLs left out. Ordered by the value when `distinct`, else by `orderBy` or
 * the related primary key.
 */
export function gather(
  relation: RelationDefinition,
  of: string,
  on: Join,
  options: RelationOptions & { readonly distinct?: boolean; readonly orderBy?: Order } = {},
): OfKind<'gather'> {
  return { kind: 'gather', relation, column: of, on, ...options }
}

/**
 * List of maps, one per related row: `gatherMaps('invoice_line', { track: 'track_id', price: 'unit_price' }, {
 * invoice_id: 'invoice_id' })`.
 */
export function gatherMaps(
  relation: RelationDefinition,
  columns: Readonly<Record<string, string>>,
  on: Join,
  options: RelationOptions & { readonly orderBy?: Order } = {},
): OfKind<'gatherMaps'> {
  return { kind: 'gatherMaps', relation, columns, on, ...options }
}

/** Text from a template; left out when a value in it is NULL. */
export function template(text: string): OfKind<'template'> {
  return { kind: 'template', text }
}

/** Union sources: did a row of this branch fold into the item? */
export function present(branch: string): OfKind<'present'> {
  return { kind: 'present', branch }
}

/** The least value of a column over the rows that fold into the item. */
export function least(name: string, options: ValueOptions = {}): OfKind<'least' | 'greatest'> {
  return { kind: 'least', column: name, ...options }
}

/** The greatest value of a column over the rows that fold into the item. */
export function greatest(name: string, options: ValueOptions = {}): OfKind<'least' | 'greatest'> {
  return { kind: 'greatest', column: name, ...options }
}

/**
 * Union sources: a column of the branch's first row (default order: the branch's primary key). Left out when the branch
 * has no row.
 */
export function first(
  branch: string,
  name: string,
  options: ValueOptions & { readonly orderBy?: Order } = {},
): OfKind<'first'> {
  return { kind: 'first', branch, column: name, ...options }
}
