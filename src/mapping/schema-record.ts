import { createHash } from 'node:crypto'
import type { Catalog, CatalogColumn, TableRef } from '../catalog/catalog.ts'
import type { PgType } from '../catalog/pg-type.ts'
import { canonicalJson } from './canonical-json.ts'
import { keyTypeOf } from './key-type-of.ts'
import type { ResolvedEntity, ResolvedMapping, ResolvedTable, ResolvedTemplate } from './resolved.ts'
import { sourceColumns } from './source-columns.ts'
import { tableKeyNames } from './table-key-names.ts'
import { typeText } from './type-text.ts'

/**
 * What of the source decides which items a mapping gives. A run and a validation are bound to it: half of the items
 * after the one, half after another would be a table of neither.
 */
export interface SchemaRecord {
  /** Every table that the mapping names, with the columns that are read of it. */
  readonly tables: readonly TableRecord[]
  /** SHA-256 (hex) of how each entity is read: keys, order, look-ups. Not how it is cut: of that the ledger has a record. */
  readonly entities: readonly EntityRecord[]
}

export interface EntityRecord {
  readonly name: string
  readonly hash: string
  /**
   * SHA-256 (hex) of what gives a row its place alone: tables, source key, item key, what collapses. Attributes,
   * conditions and policies may change without it.
   */
  readonly keys: string
}

export interface TableRecord extends TableRef {
  /** `type` as `typeText` prints it, with the collation where the type has one. */
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/**
 * Of a mapping as it was resolved against this catalog. What raw SQL reads is not seen, but the types that its columns
 * are declared with are.
 */
export function schemaRecord(mapping: ResolvedMapping, catalog: Catalog): SchemaRecord {
  const tables = new Map(
    catalog.tables.map((table) => [keyOf(table), new Map(table.columns.map((column) => [column.name, column]))]),
  )
  return {
    tables: sourceColumns(mapping).map((used) => {
      const columns = tables.get(keyOf(used))
      return {
        schema: used.schema,
        name: used.name,
        columns: used.columns.flatMap((name) => {
          const column = columns?.get(name)
          return column === undefined ? [] : [{ name, type: columnText(column) }]
        }),
      }
    }),
    entities: mapping.entities.map(({ chunkBy: _chunkBy, ...entity }) => ({
      name: entity.name,
      hash: hashOf(entity),
      keys: hashOf(keyParts(mapping.table, entity)),
    })),
  }
}

function hashOf(parts: object): string {
  return createHash('sha256')
    .update(canonicalJson(lasting(parts)))
    .digest('hex')
}

function keyParts(table: ResolvedTable, entity: Omit<ResolvedEntity, 'chunkBy'>): object {
  const { source, values, partitionKey, sortKey, identity, sourceKey } = entity
  const spelled = (template: ResolvedTemplate | null): unknown =>
    template?.segments.map((segment) =>
      segment.kind === 'literal' ? segment.text : { value: values[segment.value], format: segment.format },
    ) ?? null
  return {
    names: tableKeyNames(table).map((name) => ({ name, type: keyTypeOf(table, name) })),
    tables:
      source.kind === 'query'
        ? []
        : source.kind === 'table'
          ? [source.table]
          : source.branches.map((branch) => branch.table),
    partitionKey: spelled(partitionKey),
    sortKey: spelled(sortKey),
    collapsed: identity.kind === 'grouped' ? identity.columns : null,
    sourceKey: sourceKey.map(({ name, value }) => ({ name, value: values[value] })),
  }
}

function columnText({ type, collation }: CatalogColumn): string {
  return collation === undefined ? typeText(type) : `${typeText(type)} collate ${collation.schema}.${collation.name}`
}

/**
 * An entity without what may change while items stay the same: an index or a constraint may come or go (`indexed`,
 * `nullable`, the `index` of a relation), and a type counts by its text.
 */
function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting)
  if (typeof value !== 'object' || value === null) return value
  if (isType(value)) return typeText(value)
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (isPlanningOnly(name, member) ? [] : [[name, lasting(member)]])),
  )
}

const planningFlags: ReadonlySet<string> = new Set(['indexed', 'nullable'])

/** An `index` that is a list of columns serves a relation; one that is a name is an index of the table. */
function isPlanningOnly(name: string, value: unknown): boolean {
  return (typeof value === 'boolean' && planningFlags.has(name)) || (name === 'index' && Array.isArray(value))
}

/** Of what a resolved entity holds only types have an object id. */
function isType(value: object): value is PgType {
  return 'oid' in value && 'kind' in value && typeof value.oid === 'number'
}

function keyOf({ schema, name }: TableRef): string {
  return JSON.stringify([schema, name])
}
