import type { TableRef } from '../../catalog/catalog.ts'

/**
 * What a database tells beyond its structure: statistics, the actions of foreign keys, inheritance, what is asked of
 * it. Every part may be missing; a draft without hints is right too, only less clever.
 */
export interface SourceHints {
  readonly tables: ReadonlyMap<string, TableHints>
  /** Whether pg_stat_statements could be read. */
  readonly statements: 'read' | 'not installed' | 'not readable'
}

export interface TableHints {
  /** False: this role may not read the table. */
  readonly readable: boolean
  /** Leaf partitions. */
  readonly partitions: number
  /** Tables that inherit from it, as labels. */
  readonly children: readonly string[]
  /** The extension that the table belongs to. */
  readonly extension: string | null
  /** Foreign keys whose rows go with the row that they refer to. */
  readonly cascades: ReadonlySet<string>
  readonly columns: ReadonlyMap<string, ColumnHints>
  /** Calls of statements that ask for one value of the column. */
  readonly equality: ReadonlyMap<string, number>
}

export interface ColumnHints {
  /** Estimated number of different values. */
  readonly distinct: number | null
  /** Average bytes of a stored value; large values count as their short pointer. */
  readonly averageBytes: number | null
  /** Integer columns that lead an index: is even the least value not negative? */
  readonly nonNegative: boolean | null
}

const noTableHints: TableHints = {
  readable: true,
  partitions: 0,
  children: [],
  extension: null,
  cascades: new Set(),
  columns: new Map(),
  equality: new Map(),
}

/** One key for a table in a map; schema and name may hold any character. */
export function tableId(table: TableRef): string {
  return JSON.stringify([table.schema, table.name])
}

export function hintsOf(hints: SourceHints, table: TableRef): TableHints {
  return hints.tables.get(tableId(table)) ?? noTableHints
}
