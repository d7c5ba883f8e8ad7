import type { Catalog } from '../../catalog/catalog.ts'
import type { EntityName, ValueRef } from '../../brand.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import type { Codec } from '../../codec/codec.ts'
import type { FindingList } from '../finding-list.ts'
import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { ResolvedEntity, ResolvedTable } from '../resolved.ts'
import { resolveColumn, type EntityScope } from './entity-scope.ts'
import { refuseRowOfUnion } from './refuse-row-of-union.ts'
import { resolveAttributes } from './resolve-attributes.ts'
import { resolveChunkKey } from './resolve-chunk-key.ts'
import { resolveIdentity } from './resolve-identity.ts'
import { checkIndexKeysComplete, resolveBaseKey, resolveIndexKeys, type BaseKey } from './resolve-keys.ts'
import { resolveLookups } from './resolve-lookups.ts'
import { resolveOversize } from '../resolve-oversize.ts'
import { resolveSource } from './resolve-source.ts'
import { ValueList } from './value-list.ts'

interface MappingScope {
  readonly table: ResolvedTable
  readonly catalog: Catalog
  readonly codecFor: (type: PgType) => Codec
  readonly findings: FindingList
}

/**
 * One entity against the catalog. Goes on after a problem as far as the rest still makes sense, so that all are found
 * at once.
 */
export function resolveEntity(
  name: string,
  definition: EntityDefinition,
  mapping: MappingScope,
): ResolvedEntity | null {
  const { table, catalog, codecFor, findings } = mapping
  const place = `entities.${name}`
  const source = resolveSource(definition, place, catalog, findings)
  if (source === null) return null
  const values = new ValueList()
  const withoutLookups = { catalog, codecFor, findings, place, source, values }
  const scope: EntityScope = { ...withoutLookups, lookups: resolveLookups(definition.lookups, withoutLookups) }
  const key = resolveBaseKey(definition.key, table, scope)
  const identity = key === null ? null : resolveIdentity(key, definition, scope)
  const indexKeys = resolveIndexKeys(definition.indexes, table, scope)
  // Attributes are checked even when the key is not known, as if no rows collapsed.
  const attributes = resolveAttributes(definition.attributes ?? {}, {
    ...scope,
    table,
    indexKeys,
    identity: identity ?? { kind: 'unique' },
  })
  checkIndexKeysComplete(definition.indexes, table, { indexKeys, attributes }, scope)
  if (key === null || identity === null) return null
  for (const template of indexKeys.flatMap((index) => index.attributes.map((attribute) => attribute.template))) {
    for (const segment of template.segments) {
      if (segment.kind === 'value') refuseRowOfUnion(values.at(segment.value), identity, `${place}.indexes`, scope)
    }
  }
  const oversize = resolveOversize(definition.oversize, { table, indexKeys, attributes }, `${place}.oversize`, findings)
  const chunkBy = resolveChunkKey(definition, identity, scope)
  const sourceKey = resolveSourceKey(definition, key, scope)
  if (identity.kind === 'grouped') for (const column of identity.columns) addColumn(column, place, scope)
  return {
    // The schema has seen the name; this is where it becomes the name of an entity.
    name: name as EntityName,
    group: definition.group,
    source: source.resolved,
    values: values.all,
    ...key,
    indexKeys,
    attributes,
    ...(oversize === null ? {} : { oversize }),
    lookups: [...scope.lookups.values()].flatMap((lookup) => (lookup === null ? [] : [lookup.resolved])),
    identity,
    chunkBy,
    sourceKey,
  }
}

/** The primary key, or else the columns of the item's key. A union's rows share only the latter. */
function resolveSourceKey(definition: EntityDefinition, key: BaseKey, scope: EntityScope): ResolvedEntity['sourceKey'] {
  const names =
    definition.sourceKey ?? (scope.source.primaryKey.length > 0 ? scope.source.primaryKey : columnsInKey(key, scope))
  return names.flatMap((name) => {
    const value = addColumn(name, `${scope.place}.sourceKey`, scope)
    return value === null ? [] : [{ name, value }]
  })
}

function columnsInKey(key: BaseKey, scope: EntityScope): readonly string[] {
  const segments = [...key.partitionKey.segments, ...(key.sortKey?.segments ?? [])]
  const columns = segments.flatMap((segment) => {
    const value = segment.kind === 'value' ? scope.values.at(segment.value) : null
    return value?.kind === 'column' ? [value.column] : []
  })
  return [...new Set(columns)]
}

function addColumn(name: string, place: string, scope: EntityScope): ValueRef | null {
  const column = resolveColumn(name, place, scope)
  return column === null ? null : scope.values.add(column)
}
