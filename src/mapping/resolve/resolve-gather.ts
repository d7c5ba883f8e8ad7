import type { PgType } from '../../catalog/pg-type.ts'
import type { OrderBy, ResolvedValue } from '../resolved.ts'
import type { AttributeDefinition } from '../schema/attribute-schema.ts'
import { arrayOf } from './declared-type.ts'
import type { EntityScope } from './entity-scope.ts'
import { resolveOrder } from './resolve-order.ts'
import { relatedColumn, resolveRelation, type RelationShape } from './resolve-relation.ts'
import { hasOrder } from '../../catalog/has-order.ts'
import { typeLabel } from './type-traits.ts'

type OfKind<Kind extends AttributeDefinition['kind']> = Extract<AttributeDefinition, { kind: Kind }>

/** A list of one column of the related rows. */
export function resolveGather(definition: OfKind<'gather'>, place: string, scope: EntityScope): ResolvedValue | null {
  const relation = resolveRelation(definition, place, scope)
  if (relation === null) return null
  const column = relatedColumn(definition.column, relation, place, scope)
  if (column === null) return null
  if (column.type.kind === 'array') {
    scope.findings.error(
      'MAPPING_WRONG_TYPE',
      place,
      `"${definition.column}" is an array itself; PostgreSQL gathers no arrays of different length`,
    )
    return null
  }
  const distinct = definition.distinct ?? false
  const orderBy = distinct
    ? distinctOrder(definition, column.type, place, scope)
    : gatherOrder(definition.orderBy, [definition.column], relation, place, scope)
  return {
    kind: 'gather',
    relation: relation.resolved,
    columns: [{ name: definition.column, column: definition.column, type: column.type }],
    element: 'scalar',
    distinct,
    orderBy,
    type: arrayOf(column.type),
  }
}

/** A list of maps, one for each related row. */
export function resolveGatherMaps(
  definition: OfKind<'gatherMaps'>,
  place: string,
  scope: EntityScope,
): ResolvedValue | null {
  const relation = resolveRelation(definition, place, scope)
  if (relation === null) return null
  const columns = Object.entries(definition.columns).flatMap(([name, column]) => {
    const found = relatedColumn(column, relation, `${place}.${name}`, scope)
    return found === null ? [] : [{ name, column, type: found.type }]
  })
  if (columns.length === 0 || columns.length < Object.keys(definition.columns).length) return null
  const row: PgType = {
    kind: 'composite',
    oid: 2249,
    name: 'record',
    fields: columns.map(({ name, type }) => ({ name, type })),
  }
  const own = columns.map((column) => column.column)
  return {
    kind: 'gather',
    relation: relation.resolved,
    columns,
    element: 'map',
    distinct: false,
    orderBy: gatherOrder(definition.orderBy, own, relation, place, scope),
    type: { kind: 'array', oid: 2287, name: '_record', element: row },
  }
}

/** PostgreSQL orders distinct values by themselves only. */
function distinctOrder(
  definition: OfKind<'gather'>,
  type: PgType,
  place: string,
  scope: EntityScope,
): readonly OrderBy[] {
  if (!hasOrder(type)) {
    scope.findings.error(
      'MAPPING_WRONG_TYPE',
      place,
      `values of "${definition.column}" (${typeLabel(type)}) cannot be told apart`,
    )
    return []
  }
  const { orderBy } = definition
  if (orderBy === undefined || orderBy === definition.column) return [{ column: definition.column, descending: false }]
  if (typeof orderBy === 'object' && 'column' in orderBy && orderBy.column === definition.column) return [orderBy]
  const fix = `Leave orderBy out, or order by "${definition.column}".`
  scope.findings.error('MAPPING_WRONG_TYPE', place, 'distinct values are ordered by themselves', fix)
  return []
}

/**
 * Rows tied in everything that orders them must be equal in what is gathered, so that the list is the same in every
 * run.
 */
function gatherOrder(
  orderBy: OfKind<'gather'>['orderBy'],
  gathered: readonly string[],
  relation: RelationShape,
  place: string,
  scope: EntityScope,
): readonly OrderBy[] {
  const sortable = gathered.filter((name) =>
    hasOrder(relation.columns.get(name)?.type ?? { kind: 'base', oid: 0, name: 'json', modifier: -1 }),
  )
  return resolveOrder(orderBy, place, {
    label: relation.label,
    columns: relation.columns,
    primaryKey: relation.primaryKey.length > 0 ? relation.primaryKey : [...new Set(sortable)],
    findings: scope.findings,
  })
}
