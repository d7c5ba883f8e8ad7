import type {
  BranchDefinition,
  Join,
  LookupDefinition,
  SqlSource,
  TableName,
  UnionSource,
} from '../schema/source-schema.ts'

/**
 * A table whose name, or schema, cannot be written as `'schema.table'` because it holds a dot. No quoting: the names
 * are taken as they are.
 */
export function table(name: string): TableName
export function table(schema: string, name: string): TableName
export function table(first: string, second?: string): TableName {
  return second === undefined ? { kind: 'table', name: first } : { kind: 'table', schema: first, name: second }
}

/**
 * Rows of several tables under shared column names. Every entity over a union folds rows by its key; its attributes say
 * what becomes of several rows (`present`, `least`, `greatest`, `first`).
 */
export function union(branches: Readonly<Record<string, BranchDefinition>>): UnionSource {
  return { kind: 'union', branches }
}

/**
 * A query of one's own, for what the language cannot say. `columns` gives each column's type (`int8`, `text`,
 * `timestamptz[]`); the values are cast to it. `key` promises columns that are never NULL and together unique.
 */
export function sql(
  text: string,
  options: { readonly columns: Readonly<Record<string, string>>; readonly key?: readonly string[] },
): SqlSource {
  return { kind: 'sql', text, columns: options.columns, ...(options.key === undefined ? {} : { key: options.key }) }
}

/** At most one related row: `one('users', { id: 'owner_id' })`, related column to local column. */
export function one(related: TableName, on: Join): LookupDefinition {
  return { kind: 'one', table: related, on }
}
