import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { ChunkKey, Identity } from '../resolved.ts'
import { didYouMean } from '../did-you-mean.ts'
import { resolveColumn, type EntityScope } from './entity-scope.ts'
import { quotedName } from '../quoted-name.ts'
import { hasOrder } from '../../catalog/has-order.ts'
import { canBeBound, dependsOnCollation, typeLabel } from './type-traits.ts'

/** The column whose ranges split the entity's work; null: read as one chunk. */
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
  return chunkKey(name, scope)
}

function defaultChunkKey(identity: Identity, scope: EntityScope): ChunkKey | null {
  // A query gives no promise of an index under it: each range would run it anew.
  if (scope.source.resolved.kind === 'query') return null
  const boundable = (name: string): boolean => {
    const column = scope.source.columns.get(name)
    if (column === undefined || !canBeBound(column.type)) return false
    // The far server orders texts by its own collation, whatever the column's is here.
    return !(scope.source.foreign && dependsOnCollation(column.type))
  }
  if (identity.kind === 'unique') {
    const first = scope.source.uniqueKeys
      .map(([leading]) => leading)
      .find((name) => name !== undefined && boundable(name))
    return first === undefined ? null : chunkKey(first, scope)
  }
  const columns = identity.columns.filter(boundable)
  const indexed = columns.find((name) => scope.source.leading.has(name))
  if (indexed !== undefined) return chunkKey(indexed, scope)
  const [first] = columns
  if (first === undefined) return null
  const { resolved } = scope.source
  const fix =
    resolved.kind === 'table' && !scope.source.foreign
      ? `CREATE INDEX CONCURRENTLY ON ${quotedName(resolved.table.schema)}.${quotedName(resolved.table.name)} (${quotedName(first)});`
      : undefined
  scope.findings.warning(
    'MAPPING_CHUNK_NOT_INDEXED',
    scope.place,
    `${scope.source.label} by ${identity.columns.join(' or ')}`,
    fix,
  )
  return chunkKey(first, scope)
}

function chunkKey(name: string, scope: EntityScope): ChunkKey | null {
  const column = scope.source.columns.get(name)
  if (column === undefined) return null
  // The key of a query is what its author says; only that of a table is held by the database.
  const unique =
    scope.source.resolved.kind === 'table' &&
    !column.nullable &&
    scope.source.uniqueKeys.some((key) => key.length === 1 && key[0] === name)
  return { column: name, type: column.type, nullable: column.nullable, indexed: scope.source.leading.has(name), unique }
}
