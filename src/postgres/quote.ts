import { PgfoldError } from '../errors/pgfold-error.ts'

/** A name in SQL, always quoted: whether a word is reserved differs between versions of the server. */
export function quoteIdentifier(name: string): string {
  if (name === '') throw new PgfoldError('SOURCE_TEXT_UNQUOTABLE', { detail: 'an empty name' })
  return `"${quotable(name, 'name').replaceAll('"', '""')}"`
}

/** `"schema"."name"` */
export function quoteTable(table: { readonly schema: string; readonly name: string }): string {
  return `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`
}

/** An expression under a collation of its own; without one, as it is. */
export function collated(
  sql: string,
  collation: { readonly schema: string; readonly name: string } | undefined,
): string {
  return collation === undefined ? sql : `${sql} COLLATE ${quoteTable(collation)}`
}

/** By its bytes, whatever the collation of the column. */
export const byteOrder = { schema: 'pg_catalog', name: 'C' } as const

/**
 * A text literal, as `quote_literal` writes it: the E form as soon as there is a backslash, right under both settings
 * of standard_conforming_strings.
 */
export function quoteLiteral(text: string): string {
  const quoted = quotable(text, 'value').replaceAll("'", "''")
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`
}

function quotable(text: string, what: string): string {
  if (text.includes('\0'))
    throw new PgfoldError('SOURCE_TEXT_UNQUOTABLE', { detail: `a ${what} with a zero character` })
  // A lone surrogate has no UTF-8: it would arrive as another character and name another thing.
  if (!text.isWellFormed())
    throw new PgfoldError('SOURCE_TEXT_UNQUOTABLE', { detail: `a ${what} with half a surrogate pair` })
  return text
}
