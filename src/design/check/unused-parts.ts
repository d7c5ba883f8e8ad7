import { countOf } from '../../format-count.ts'
import type { Catalog, TableRef } from '../../catalog/catalog.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import type {
  LocalColumn,
  ResolvedEntity,
  ResolvedMapping,
  ResolvedPredicate,
  ResolvedRelation,
  ResolvedValue,
} from '../../mapping/resolved.ts'
import type { CheckFinding } from './check-report.ts'
import { findingFrom } from './finding-from.ts'

/**
 * Tables that the mapping does not use, and columns of the other tables that it never names. Raw SQL is not examined; a
 * column that only breaks ties in an order does not count as used.
 */
export function unusedParts(mapping: ResolvedMapping, catalog: Catalog): readonly CheckFinding[] {
  const used = new Map<string, Set<string>>()
  const use = (table: TableRef, ...columns: readonly string[]): void => {
    const known = used.get(idOf(table)) ?? new Set()
    for (const column of columns) known.add(column)
    used.set(idOf(table), known)
  }
  for (const entity of mapping.entities) useOfEntity(entity, use)
  const hasQuery = mapping.entities.some(({ source }) => source.kind === 'query')
  return catalog.tables.flatMap((table) => {
    const label = tableLabel(table)
    const columns = used.get(idOf(table))
    if (columns === undefined) {
      const message = `${table.kind.replace('-', ' ')} ${label}${hasQuery ? ', unless a query in sql(…) reads it' : ''}`
      return [
        findingFrom({
          severity: 'note',
          code: 'CHECK_TABLE_UNUSED',
          place: label,
          count: null,
          basis: 'structure',
          message,
        }),
      ]
    }
    const unused = table.columns.filter(({ name }) => !columns.has(name)).map(({ name }) => name)
    if (unused.length === 0) return []
    const message = `${countOf(unused.length, 'column')} of ${label}: ${unused.join(', ')}`
    return [
      findingFrom({
        severity: 'note',
        code: 'CHECK_COLUMN_UNUSED',
        place: label,
        count: unused.length,
        basis: 'structure',
        message,
      }),
    ]
  })
}

type Use = (table: TableRef, ...columns: readonly string[]) => void

function useOfEntity(entity: ResolvedEntity, use: Use): void {
  const { source } = entity
  const own = (column: string): void => {
    if (source.kind === 'table') use(source.table, column)
    if (source.kind === 'union')
      for (const branch of source.branches) use(branch.table, branch.columns[column] ?? column)
  }
  const local = (from: LocalColumn): void => {
    const lookup = from.kind === 'lookup' ? entity.lookups[from.lookup] : undefined
    if (from.kind === 'column') own(from.column)
    else if (lookup !== undefined) use(lookup.table, from.column)
  }
  if (source.kind === 'table') use(source.table, ...predicateColumns(source.where))
  if (source.kind === 'union')
    for (const branch of source.branches) use(branch.table, ...predicateColumns(branch.where))
  for (const { table, on } of entity.lookups) {
    for (const pair of on) {
      use(table, pair.column)
      local(pair.equals)
    }
  }
  for (const value of entity.values) useOfValue(value, entity, { use, own, local })
  if (entity.identity.kind === 'grouped') for (const column of entity.identity.columns) own(column)
}

interface Uses {
  readonly use: Use
  readonly own: (column: string) => void
  readonly local: (from: LocalColumn) => void
}

function useOfValue(value: ResolvedValue, entity: ResolvedEntity, { use, own, local }: Uses): void {
  const related = (relation: ResolvedRelation, ...columns: readonly string[]): void => {
    for (const branch of relation.branches) {
      use(branch.table, ...columns, ...branch.on.map((pair) => pair.column), ...predicateColumns(branch.where))
      for (const pair of branch.on) local(pair.equals)
    }
  }
  switch (value.kind) {
    case 'column':
    case 'least':
    case 'greatest':
      own(value.column)
      break
    case 'lookup':
      local({ kind: 'lookup', lookup: value.lookup, column: value.column })
      break
    case 'count':
      related(value.relation, ...(value.distinct === null ? [] : [value.distinct]))
      break
    case 'sum':
      related(value.relation, value.column)
      break
    case 'exists':
      related(value.relation)
      break
    case 'gather':
      related(value.relation, ...value.columns.map(({ column }) => column))
      break
    case 'first': {
      const branch =
        entity.source.kind === 'union' ? entity.source.branches.find(({ name }) => name === value.branch) : undefined
      if (branch !== undefined) use(branch.table, value.column)
      break
    }
    case 'present':
      break
  }
}

function predicateColumns(predicates: readonly ResolvedPredicate[]): readonly string[] {
  return predicates.flatMap((predicate) => (predicate.kind === 'sql' ? [] : [predicate.column]))
}

function idOf({ schema, name }: TableRef): string {
  return JSON.stringify([schema, name])
}
