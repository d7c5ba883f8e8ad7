import type { PgType } from './pg-type.ts'

/** What a source database has; plain JSON, read once by `postgres/catalog/read-catalog.ts`. */
export interface Catalog {
  readonly database: string
  readonly serverVersion: number
  readonly tables: readonly CatalogTable[]
}

/** `relkind` in words. */
export type TableKind = 'table' | 'partitioned' | 'view' | 'materialized-view' | 'foreign'

export interface CatalogTable {
  readonly schema: string
  readonly name: string
  readonly kind: TableKind
  /** Planner's estimate, -1 when the table was never analysed. */
  readonly estimatedRows: number
  /** Heap, indexes and TOAST, bytes; 0 for views. */
  readonly totalBytes: number
  /** Row-level security is on and this role does not bypass it. */
  readonly rowSecurity: boolean
  readonly columns: readonly CatalogColumn[]
  /** Primary key columns in key order; empty when there is none. */
  readonly primaryKey: readonly string[]
  readonly uniqueKeys: readonly UniqueKey[]
  readonly indexes: readonly CatalogIndex[]
  readonly foreignKeys: readonly ForeignKey[]
}

export interface CatalogColumn {
  readonly name: string
  readonly position: number
  readonly type: PgType
  readonly nullable: boolean
  /** Stored or virtual generated column. */
  readonly generated: boolean
  /** The column's collation calls different texts equal (a nondeterministic one); absent: no. */
  readonly coarseCollation?: boolean
  /** The collation that it is compared under; absent: its type has none. */
  readonly collation?: CollationRef
}

/** A unique index or constraint over plain columns without a predicate. */
export interface UniqueKey {
  readonly name: string
  readonly columns: readonly string[]
}

/** A valid btree index over plain columns; `partial` ones are listed but never relied upon. */
export interface CatalogIndex {
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly partial: boolean
}

export interface ForeignKey {
  readonly name: string
  readonly columns: readonly string[]
  readonly references: { readonly schema: string; readonly table: string; readonly columns: readonly string[] }
}

/** A collation by name; the database's own is `pg_catalog.default`. */
export interface CollationRef {
  readonly schema: string
  readonly name: string
}

export interface TableRef {
  readonly schema: string
  readonly name: string
}
