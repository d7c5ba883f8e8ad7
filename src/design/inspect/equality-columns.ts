import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import { tableId } from './source-hints.ts'

export interface EqualityColumn {
  /** `tableId` */
  readonly table: string
  readonly column: string
}

/**
 * The columns that a statement compares with one given value: `WHERE u.email = $1`, `id = ANY($1)`, `IN ($1, $2)`. A
 * reader of words, not of SQL: what it does not understand it leaves out, and nothing but weights follows from its
 * answer.
 */
export function equalityColumns(statement: string, catalog: Catalog): readonly EqualityColumn[] {
  const words = wordsOf(statement)
  const tables = tablesIn(words, catalog)
  if (tables.size === 0) return []
  const found = new Map<string, EqualityColumn>()
  let assigns = false
  for (let at = 1; at < words.length; at += 1) {
    // `UPDATE … SET name = $1` writes a value and looks for nothing.
    const keyword = words[at]?.toLowerCase()
    if (keyword === 'set') assigns = true
    if (keyword === 'where' || keyword === 'from') assigns = false
    if (assigns || !comparesWithValue(words, at)) continue
    const column = nameOf(words[at - 1])
    const qualifier = words[at - 2] === '.' ? nameOf(words[at - 3]) : null
    if (column === null) continue
    const owners =
      qualifier === null
        ? new Set(tables.values())
        : new Set([tables.get(qualifier)].filter((table) => table !== undefined))
    const having = [...owners].filter((table) => table.columns.some((candidate) => candidate.name === column))
    const [owner] = having
    if (owner === undefined || having.length > 1) continue
    found.set(`${tableId(owner)} ${column}`, { table: tableId(owner), column })
  }
  return [...found.values()]
}

const word = /"(?:[^"]|"")*"|'(?:[^']|'')*'|\$\d+|[\p{L}_][\p{L}\p{N}_$]*|\d+|[=<>!]+|\S/gu

function wordsOf(statement: string): readonly string[] {
  const withoutComments = statement.replaceAll(/\/\*[^]*?\*\/|--[^\n]*/gu, ' ')
  return withoutComments.match(word) ?? []
}

/** A name as PostgreSQL reads it; null for anything else. */
function nameOf(text: string | undefined): string | null {
  if (text === undefined) return null
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll('""', '"')
  return /^[\p{L}_]/u.test(text) ? text.toLowerCase() : null
}

function comparesWithValue(words: readonly string[], at: number): boolean {
  const [operator, next, second] = [words[at]?.toLowerCase(), words[at + 1] ?? '', words[at + 2] ?? '']
  if (operator === '=') return next.startsWith('$') || (next.toLowerCase() === 'any' && second === '(')
  return operator === 'in' && next === '(' && second.startsWith('$')
}

const afterTable = new Set([
  'where',
  'on',
  'join',
  'inner',
  'left',
  'right',
  'full',
  'cross',
  'natural',
  'set',
  'order',
  'group',
  'limit',
  'using',
  'for',
  'having',
  'union',
  'returning',
  'offset',
  'fetch',
  'window',
  'lateral',
  'tablesample',
])

/** The tables of a statement by the names that its columns may stand behind. */
function tablesIn(words: readonly string[], catalog: Catalog): ReadonlyMap<string, CatalogTable> {
  const tables = new Map<string, CatalogTable>()
  for (let at = 0; at < words.length; at += 1) {
    if (!['from', 'join', 'update'].includes(words[at]?.toLowerCase() ?? '')) continue
    let next = at + 1
    do {
      if (words[next]?.toLowerCase() === 'only') next += 1
      const read = readTable(words, next, catalog)
      if (read === null) break
      if (read.table !== undefined) tables.set(read.alias, read.table)
      next = read.end
    } while (words[next++] === ',')
  }
  return tables
}

function readTable(
  words: readonly string[],
  at: number,
  catalog: Catalog,
): { readonly table: CatalogTable | undefined; readonly alias: string; readonly end: number } | null {
  const first = nameOf(words[at])
  if (first === null) return null
  const isQualified = words[at + 1] === '.'
  const name = isQualified ? nameOf(words[at + 2]) : first
  if (name === null) return null
  const named = catalog.tables.filter((table) => table.name === name && (!isQualified || table.schema === first))
  const table = named.length === 1 ? named[0] : named.find((candidate) => candidate.schema === 'public')
  let end = at + (isQualified ? 3 : 1)
  if (words[end]?.toLowerCase() === 'as') end += 1
  const alias = nameOf(words[end])
  if (alias === null || afterTable.has(words[end]?.toLowerCase() ?? '')) return { table, alias: name, end }
  return { table, alias, end: end + 1 }
}
