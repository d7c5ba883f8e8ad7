import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { ChunkKey, Identity } from '../resolved.ts'
import { didYouMean } from '../did-you-mean.ts'
import { resolveColumn, type EntityScope } from './entity-scope.ts'
import { quotedName } from '../quoted-name.ts'
import { hasOrder } from '../../catalog/has-order.ts'
import { canBeBound, dependsOnCollation, typeLabel } from './type-traits.ts'

/** The columns whose ranges split the entity's work; null: read as one chunk. */
export function resolveChunkKey(definition: EntityDefinition, identity: Identity, scope: EntityScope): ChunkKey | null {
  return definition.chunkBy === undefined
    ? defaultChunkKey(identity, scope)
    : namedChunkKey(definition.chunkBy, identity, scope)
}

function namedChunkKey(name: string, identity: Identity, scope: EntityScope): ChunkKey | null {
  const place = `${scope.place}.chunkBy`
  const column = resolveColumn(name, place, scope)
  if (column === null) return null
  if (identity.kind === 'grouped' && !identity.columns.includes(name)) {
    const message = `rows with the same key may differ in "${name}"${didYouMean(name, identity.columns)}`
    scope.findings.error('MAPPING_CHUNK_COLUMN', place, message)
    return null
  }
  if (!hasOrder(column.type)) {
    scope.findings.error(
      'MAPPING_CHUNK_COLUMN',
      place,
      `"${name}" is of type ${typeLabel(column.type)}, which has no order`,
    )
    return null
  }
  if (scope.source.foreign && dependsOnCollation(column.type)) {
    scope.findings.error(
      'MAPPING_CHUNK_COLUMN',
      place,
      `"${name}" is a text of a foreign table, which the far server may order otherwise`,
    )
    return null
  }
  if (!canBeBound(column.type)) {
    scope.findings.error(
      'MAPPING_CHUNK_COLUMN',
      place,
      `"${name}" is of the composite type ${typeLabel(column.type)}, whose values cannot bound a range`,
    )
    return null
  }
  return chunkKey([name], scope)
}

function defaultChunkKey(identity: Identity, scope: EntityScope): ChunkKey | null {
  // A query gives no promise of an index under it: each range would run it anew.
  if (scope.source.resolved.kind === 'query') return null
  if (identity.kind === 'unique') {
    const [key] = scope.source.uniqueKeys.map((columns) => beginning(columns, scope, isBoundable)).filter(isNotEmpty)
    return key === undefined ? null : chunkKey(key, scope)
  }
  const chunkable = (name: string): boolean => identity.columns.includes(name) && isBoundable(name, scope)
  const indexed = longest(scope.source.indexes.map((columns) => beginning(columns, scope, chunkable)))
  if (indexed.length > 0) return chunkKey(indexed, scope)
  const first = identity.columns.find((name) => isBoundable(name, scope))
  if (first === undefined) return null
  const { resolved } = scope.source
  const fix =
    resolved.kind === 'table' && !scope.source.foreign
      ? `CREATE INDEX CONCURRENTLY ON ${[resolved.table.schema, resolved.table.name].map(quotedName).join('.')} ` +
        `(${quotedName(first)});`
      : undefined
  scope.findings.warning(
    'MAPPING_CHUNK_NOT_INDEXED',
    scope.place,
    `${scope.source.label} by ${identity.columns.join(' or ')}`,
    fix,
  )
  return chunkKey([first], scope)
}

/** May a value of the column stand as the bound of a range? */
function isBoundable(name: string, scope: EntityScope): boolean {
  const column = scope.source.columns.get(name)
  if (column === undefined || !canBeBound(column.type)) return false
  // The far server orders texts by its own collation, whatever the column's is here.
  return !(scope.source.foreign && dependsOnCollation(column.type))
}

/**
 * The first columns of an index that may be a chunk key together: all of a kind, and none that may be NULL beside
 * another, because of a row with a NULL in it PostgreSQL says neither that it is less nor that it is greater.
 */
function beginning(
  columns: readonly string[],
  scope: EntityScope,
  serves: (name: string, scope: EntityScope) => boolean,
): readonly string[] {
  const fits = columns.findIndex((name) => !serves(name, scope))
  const chunkable = fits === -1 ? columns : columns.slice(0, fits)
  const nullable = chunkable.findIndex((name) => scope.source.columns.get(name)?.nullable !== false)
  if (nullable === -1) return chunkable
  return chunkable.slice(0, Math.max(1, nullable))
}

function longest(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce((best, list) => (list.length > best.length ? list : best), [])
}

function isNotEmpty(list: readonly string[]): boolean {
  return list.length > 0
}

function chunkKey(names: readonly string[], scope: EntityScope): ChunkKey | null {
  const columns = names.flatMap((name) => {
    const column = scope.source.columns.get(name)
    return column === undefined ? [] : [{ column: name, type: column.type, nullable: column.nullable }]
  })
  if (columns.length === 0) return null
  return {
    columns: columns.map(({ column, type }) => ({ column, type })),
    nullable: columns.some(({ nullable }) => nullable),
    indexed: scope.source.indexes.some((index) => names.every((name, at) => index[at] === name)),
  }
}
