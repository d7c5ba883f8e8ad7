import type { CatalogTable } from '../../catalog/catalog.ts'
import { baseType } from '../../catalog/pg-type.ts'
import type { ResolvedValue } from '../resolved.ts'
import type { AttributeDefinition } from '../schema/attribute-schema.ts'
import { didYouMean } from '../did-you-mean.ts'
import { parseReference } from '../template/parse-reference.ts'
import { resolveColumn, resolveReference, type EntityScope } from './entity-scope.ts'
import { tableLabel } from './find-table.ts'
import { resolveGather, resolveGatherMaps } from './resolve-gather.ts'
import { resolveOrder } from './resolve-order.ts'
import { relatedColumn, resolveRelation } from './resolve-relation.ts'
import { columnsOf } from './source-shape.ts'
import { hasOrder } from '../../catalog/has-order.ts'
import { hasLeast, isFloat, isSummable, typeLabel } from './type-traits.ts'

type OfKind<Kind extends AttributeDefinition['kind']> = Extract<AttributeDefinition, { kind: Kind }>
export type ValueDefinition = Exclude<AttributeDefinition, { kind: 'template' | 'constant' }>

const int8 = baseType('int8', 20)
const bool = baseType('bool', 16)
const numeric = baseType('numeric', 1700)

/**
 * What an attribute takes its value from; null when something in it is unknown or of the wrong type, which is then
 * reported.
 */
export function resolveValue(
  definition: ValueDefinition,
  grouped: boolean,
  place: string,
  scope: EntityScope,
): ResolvedValue | null {
  switch (definition.kind) {
    case 'column':
      return resolveColumn(definition.column, place, scope)
    case 'lookup':
      return resolveLookupValue(definition, place, scope)
    case 'count':
      return resolveCount(definition, place, scope)
    case 'sum':
      return resolveSum(definition, place, scope)
    case 'exists': {
      const relation = resolveRelation(definition, place, scope)
      return relation === null ? null : { kind: 'exists', relation: relation.resolved, type: bool }
    }
    case 'gather':
      return resolveGather(definition, place, scope)
    case 'gatherMaps':
      return resolveGatherMaps(definition, place, scope)
    case 'present':
      return branchTable(definition.branch, place, scope) === null
        ? null
        : { kind: 'present', branch: definition.branch, type: bool }
    case 'least':
    case 'greatest':
      return resolveExtreme(definition, grouped, place, scope)
    case 'first':
      return resolveFirst(definition, place, scope)
  }
}

function resolveLookupValue(definition: OfKind<'lookup'>, place: string, scope: EntityScope): ResolvedValue | null {
  const reference = parseReference(definition.reference)
  if (reference === null || reference.lookup === null) {
    scope.findings.error(
      'MAPPING_TEMPLATE_SYNTAX',
      place,
      `"${definition.reference}" is not of the form look-up.column`,
    )
    return null
  }
  return resolveReference(reference, place, scope)
}

function resolveCount(definition: OfKind<'count'>, place: string, scope: EntityScope): ResolvedValue | null {
  const relation = resolveRelation(definition, place, scope)
  if (relation === null) return null
  if (definition.distinct !== undefined) {
    const column = relatedColumn(definition.distinct, relation, place, scope)
    if (column === null) return null
    if (!hasOrder(column.type))
      return wrongType(
        `values of "${definition.distinct}" (${typeLabel(column.type)}) cannot be told apart`,
        place,
        scope,
      )
  }
  return { kind: 'count', relation: relation.resolved, distinct: definition.distinct ?? null, type: int8 }
}

function resolveSum(definition: OfKind<'sum'>, place: string, scope: EntityScope): ResolvedValue | null {
  const relation = resolveRelation(definition, place, scope)
  if (relation === null) return null
  const column = relatedColumn(definition.column, relation, place, scope)
  if (column === null) return null
  if (!isSummable(column.type))
    return wrongType(
      `"${definition.column}" is of type ${typeLabel(column.type)}, which cannot be added up`,
      place,
      scope,
    )
  if (isFloat(column.type))
    scope.findings.warning('MAPPING_INEXACT_SUM', place, `"${definition.column}" is of type ${typeLabel(column.type)}`)
  return {
    kind: 'sum',
    relation: relation.resolved,
    column: definition.column,
    type: isFloat(column.type) ? column.type : numeric,
  }
}

/** Where no rows fold together, the least and the greatest value are the row's own. */
function resolveExtreme(
  definition: OfKind<'least' | 'greatest'>,
  grouped: boolean,
  place: string,
  scope: EntityScope,
): ResolvedValue | null {
  const column = resolveColumn(definition.column, place, scope)
  if (column === null || !grouped) return column
  if (!hasLeast(column.type))
    return wrongType(
      `"${definition.column}" is of type ${typeLabel(column.type)}, which PostgreSQL has no min and max for`,
      place,
      scope,
    )
  return { kind: definition.kind, column: definition.column, type: column.type }
}

function resolveFirst(definition: OfKind<'first'>, place: string, scope: EntityScope): ResolvedValue | null {
  const table = branchTable(definition.branch, place, scope)
  if (table === null) return null
  const columns = columnsOf(table)
  const label = tableLabel(table)
  const column = columns.get(definition.column)
  const orderBy = resolveOrder(definition.orderBy, place, {
    label,
    columns,
    primaryKey: table.primaryKey,
    findings: scope.findings,
  })
  if (column === undefined) {
    const message = `"${definition.column}" is no column of ${label}${didYouMean(definition.column, columns.keys())}`
    scope.findings.error('MAPPING_UNKNOWN_COLUMN', place, message)
    return null
  }
  return { kind: 'first', branch: definition.branch, column: definition.column, orderBy, type: column.type }
}

function branchTable(branch: string, place: string, scope: EntityScope): CatalogTable | null {
  if (scope.source.resolved.kind !== 'union') {
    scope.findings.error('MAPPING_ONLY_IN_UNION', place, `"${branch}": the source is ${scope.source.label}`)
    return null
  }
  const table = scope.source.branches.get(branch)
  if (table !== undefined) return table
  scope.findings.error(
    'MAPPING_UNKNOWN_BRANCH',
    place,
    `"${branch}"${didYouMean(branch, scope.source.branches.keys())}`,
  )
  return null
}

function wrongType(message: string, place: string, scope: EntityScope): null {
  scope.findings.error('MAPPING_WRONG_TYPE', place, message)
  return null
}
