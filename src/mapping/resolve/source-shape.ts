import type { CatalogTable, CollationRef } from '../../catalog/catalog.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import type { ResolvedSource } from '../resolved.ts'

export interface ScopeColumn {
  readonly type: PgType
  readonly nullable: boolean
  /** Texts that differ may be equal to PostgreSQL, by the column's collation. */
  readonly coarse?: boolean
  /** Absent: the type has none, or it is not known (a query's column). */
  readonly collation?: CollationRef
}

export type ColumnScope = ReadonlyMap<string, ScopeColumn>

/** What an entity can build on: the columns of its source and what the database promises about them. */
export interface SourceShape {
  /** For messages. */
  readonly label: string
  readonly resolved: ResolvedSource
  /** A foreign table, whose rows another server orders. Branches of a union are ordered here, by their bytes. */
  readonly foreign: boolean
  readonly columns: ColumnScope
  /** Primary key, or the key that a query promises; empty when there is none. */
  readonly primaryKey: readonly string[]
  /** Sets of columns that are never NULL and together unique; the primary key first. */
  readonly uniqueKeys: readonly (readonly string[])[]
  /** The columns of each btree index without a predicate, in index order; of a union, what every branch has. */
  readonly indexes: readonly (readonly string[])[]
  /** Union sources: the branches' own tables. */
  readonly branches: ReadonlyMap<string, CatalogTable>
}

export function columnsOf(table: CatalogTable): ColumnScope {
  return new Map(
    table.columns.map((column) => [
      column.name,
      {
        type: column.type,
        nullable: column.nullable,
        coarse: column.coarseCollation === true,
        ...(column.collation === undefined ? {} : { collation: column.collation }),
      },
    ]),
  )
}

export function uniqueKeysOf(table: CatalogTable): readonly (readonly string[])[] {
  const columns = columnsOf(table)
  const neverNull = table.uniqueKeys
    .map((key) => key.columns)
    .filter((key) => key.length > 0 && key.every((name) => columns.get(name)?.nullable === false))
  return table.primaryKey.length > 0 ? [table.primaryKey, ...neverNull] : neverNull
}

/** The primary key first, then the other whole indexes. */
export function indexesOf(table: CatalogTable): readonly (readonly string[])[] {
  const indexes = table.indexes.filter((index) => !index.partial).map((index) => index.columns)
  return table.primaryKey.length > 0 ? [table.primaryKey, ...indexes] : indexes
}

export function leadingColumnsOf(table: CatalogTable): ReadonlySet<string> {
  return new Set(indexesOf(table).flatMap(([first]) => (first === undefined ? [] : [first])))
}
