import type { EntityName } from '../../brand.ts'
import { baseType, type PgType } from '../../catalog/pg-type.ts'
import type {
  ChunkKey,
  LocalColumn,
  OrderBy,
  ResolvedEntity,
  ResolvedRelation,
  ResolvedValue,
} from '../../mapping/resolved.ts'

/** Shorthand for resolved entities in the tests of this folder: what `resolveMapping` would give, by hand. */
export const int8 = baseType('int8', 20)
export const int4 = baseType('int4', 23)
export const text = baseType('text', 25)
export const bool = baseType('bool', 16)
export const numeric = baseType('numeric', 1700)
export const int4Array: PgType = { kind: 'array', oid: 1007, name: '_int4', element: int4 }

export function entity(parts: Partial<ResolvedEntity> & Pick<ResolvedEntity, 'source' | 'values'>): ResolvedEntity {
  const empty = { text: '', segments: [] }
  return {
    name: 'THING' as EntityName,
    group: 'things',
    partitionKey: empty,
    sortKey: null,
    indexKeys: [],
    attributes: [],
    lookups: [],
    identity: { kind: 'unique' },
    chunkBy: null,
    sourceKey: [],
    ...parts,
  }
}

export function table(name: string): { readonly schema: string; readonly name: string } {
  return { schema: 'public', name }
}

export function column(name: string, type: PgType = int4, nullable = true): ResolvedValue {
  return { kind: 'column', column: name, type, nullable }
}

export function here(name: string): LocalColumn {
  return { kind: 'column', column: name }
}

export function ascending(...columns: readonly string[]): readonly OrderBy[] {
  return columns.map((name) => ({ column: name, descending: false }))
}

/** Rows of the table whose columns equal the local ones; `index` names those that an index leads to. */
export function relation(
  name: string,
  on: Readonly<Record<string, LocalColumn>>,
  index: readonly string[] = [],
): ResolvedRelation {
  const pairs = Object.entries(on).map(([own, equals]) => ({ column: own, equals }))
  return { branches: [{ table: table(name), on: pairs, index, where: [] }] }
}

/** Of one column that an index leads with, and that may be NULL. */
export function chunkBy(name: string, type: PgType, parts: Partial<ChunkKey> = {}): ChunkKey {
  return { columns: [{ column: name, type }], nullable: true, indexed: true, ...parts }
}
