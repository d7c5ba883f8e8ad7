import { underlyingType } from '../../catalog/pg-type.ts'
import type { ResolvedEntity, ResolvedPredicate } from '../../mapping/resolved.ts'

/** Columns of a key and their texts, as the reject file names rows. */
export type RowKey = Readonly<Record<string, string | null>>

/**
 * Types whose key text PostgreSQL reads back as the same value. For others the condition is left out: the rows are a
 * few more, and which of them was meant is told by the encoder's own text.
 */
const readBack = new Set(['int2', 'int4', 'int8', 'uuid', 'text', 'varchar'])

/** The columns of a key by which its rows can be looked for; none: every row has to be read. */
export function searchColumns(entity: ResolvedEntity, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const type = columnType(entity, name)
    const base = type === null ? null : underlyingType(type)
    return base?.kind === 'base' && readBack.has(base.name)
  })
}

/**
 * The entity over no more rows than these keys need: all that have one of the keys, and few others. The conditions are
 * the load's own, so every query follows from them. Columns of a grouped entity must be among those of its identity, or
 * a group would be cut.
 */
export function narrowEntity(
  entity: ResolvedEntity,
  columns: readonly string[],
  keys: readonly RowKey[],
): ResolvedEntity {
  const conditions = (own: (column: string) => string): readonly ResolvedPredicate[] =>
    columns.flatMap((column): ResolvedPredicate[] => {
      const type = columnType(entity, column)
      if (type === null) return []
      const values = [...new Set(keys.flatMap((key) => key[column] ?? []))]
      return [{ kind: 'in', column: own(column), type, values }]
    })
  const { source } = entity
  if (source.kind !== 'union')
    return { ...entity, source: { ...source, where: [...source.where, ...conditions((column) => column)] } }
  return {
    ...entity,
    source: {
      ...source,
      branches: source.branches.map((branch) => ({
        ...branch,
        where: [...branch.where, ...conditions((column) => branch.columns[column] ?? column)],
      })),
    },
  }
}

/** The entity with its rows named by other columns, which must be among its values. */
export function namedBy(entity: ResolvedEntity, names: readonly string[]): ResolvedEntity {
  return {
    ...entity,
    sourceKey: [...new Set(names)].flatMap((name) => {
      const value = entity.sourceKey.find((part) => part.name === name)?.value ?? valueOf(entity, name)
      return value === null ? [] : [{ name, value }]
    }),
  }
}

function valueOf(entity: ResolvedEntity, column: string): ResolvedEntity['sourceKey'][number]['value'] | null {
  const at = entity.values.findIndex((value) => value.kind === 'column' && value.column === column)
  return at === -1 ? null : (at as ResolvedEntity['sourceKey'][number]['value'])
}

function columnType(entity: ResolvedEntity, column: string) {
  const value = entity.values.find((candidate) => candidate.kind === 'column' && candidate.column === column)
  return value?.type ?? null
}
