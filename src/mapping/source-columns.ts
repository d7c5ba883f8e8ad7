import { assertNever } from '../assert-never.ts'
import type { TableRef } from '../catalog/catalog.ts'
import type {
  LocalColumn,
  RelationPair,
  ResolvedEntity,
  ResolvedMapping,
  ResolvedPredicate,
  ResolvedRelation,
  ResolvedValue,
} from './resolved.ts'

export interface UsedTable extends TableRef {
  /** Every column that load or validation reads of it, in the order of first use; may be empty. */
  readonly columns: readonly string[]
}

/**
 * Every table that the mapping reads with the columns that it needs, each once, in the order of first use. What raw SQL
 * names, as a source or as a condition, is not seen.
 */
export function sourceColumns(mapping: ResolvedMapping): readonly UsedTable[] {
  const found = new Map<string, { readonly table: TableRef; readonly columns: Set<string> }>()
  for (const entity of mapping.entities) {
    readEntity(entity, (table, columns) => {
      const key = JSON.stringify([table.schema, table.name])
      const used = found.get(key) ?? { table, columns: new Set<string>() }
      found.set(key, used)
      for (const column of columns) used.columns.add(column)
    })
  }
  return [...found.values()].map(({ table: { schema, name }, columns }) => ({ schema, name, columns: [...columns] }))
}

type Use = (table: TableRef, columns: readonly string[]) => void

function readEntity(entity: ResolvedEntity, use: Use): void {
  const relations = entity.values.flatMap((value) => ('relation' in value ? [{ value, relation: value.relation }] : []))
  useOwnColumns(
    entity,
    relations.map(({ relation }) => relation),
    use,
  )

  for (const [at, lookup] of entity.lookups.entries()) {
    use(lookup.table, [
      ...lookup.on.map(({ column }) => column),
      ...entity.values.flatMap((value) => (value.kind === 'lookup' && value.lookup === at ? [value.column] : [])),
      ...locals(
        entity,
        relations.map(({ relation }) => relation),
      ).flatMap((local) => (local.kind === 'lookup' && local.lookup === at ? [local.column] : [])),
    ])
  }
  for (const { value, relation } of relations) {
    for (const branch of relation.branches)
      use(branch.table, [
        ...branch.on.map(({ column }) => column),
        ...predicateColumns(branch.where),
        ...relatedColumns(value),
      ])
  }
}

/** The tables of the rows themselves; a branch of a union has names of its own for the shared columns. */
function useOwnColumns(entity: ResolvedEntity, relations: readonly ResolvedRelation[], use: Use): void {
  const { source, values } = entity
  const shared = [
    ...values.flatMap((value) =>
      value.kind === 'column' || value.kind === 'least' || value.kind === 'greatest' ? [value.column] : [],
    ),
    ...locals(entity, relations).flatMap((local) => (local.kind === 'column' ? [local.column] : [])),
    ...(entity.identity.kind === 'grouped'
      ? [...entity.identity.columns, ...entity.identity.orderBy.map(({ column }) => column)]
      : []),
    ...(entity.chunkBy === null ? [] : entity.chunkBy.columns.map(({ column }) => column)),
  ]
  switch (source.kind) {
    case 'table':
      return use(source.table, [...shared, ...predicateColumns(source.where)])
    case 'union':
      for (const branch of source.branches) {
        const firsts = values.flatMap((value) =>
          value.kind === 'first' && value.branch === branch.name
            ? [value.column, ...value.orderBy.map(({ column }) => column)]
            : [],
        )
        use(branch.table, [
          ...shared.map((column) => branch.columns[column] ?? column),
          ...predicateColumns(branch.where),
          ...firsts,
        ])
      }
      return
    case 'query':
      return
    default:
      assertNever(source)
  }
}

function locals(entity: ResolvedEntity, relations: readonly ResolvedRelation[]): readonly LocalColumn[] {
  const pairs: readonly RelationPair[] = [
    ...entity.lookups.flatMap(({ on }) => on),
    ...relations.flatMap(({ branches }) => branches.flatMap(({ on }) => on)),
  ]
  return pairs.map(({ equals }) => equals)
}

function relatedColumns(value: Extract<ResolvedValue, { readonly relation: ResolvedRelation }>): readonly string[] {
  switch (value.kind) {
    case 'exists':
      return []
    case 'count':
      return value.distinct === null ? [] : [value.distinct]
    case 'sum':
      return [value.column]
    case 'gather':
      return [...value.columns.map(({ column }) => column), ...value.orderBy.map(({ column }) => column)]
    default:
      return assertNever(value)
  }
}

function predicateColumns(predicates: readonly ResolvedPredicate[]): readonly string[] {
  return predicates.flatMap((predicate) => (predicate.kind === 'sql' ? [] : [predicate.column]))
}
