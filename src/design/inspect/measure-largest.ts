import type { CatalogTable } from '../../catalog/catalog.ts'
import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { quoteIdentifier, quoteTable } from '../../postgres/quote.ts'
import { askIfPossible } from './ask-if-possible.ts'
import { hintsOf, tableId, type SourceHints } from './source-hints.ts'

/** Rows looked at per table. */
const sampleRows = 1_000

/** A sixth of what an item can hold: below this a column needs no attention. */
const largeBytes = 64_000

/**
 * The largest values of columns that can be large, in a sample of each table, bytes by `tableId` and column. Text and
 * bytea count as they are, other types as they are stored, which may be compressed. Nothing is decompressed for it.
 */
export async function measureLargest(
  client: SourceClient,
  tables: readonly CatalogTable[],
  hints: SourceHints,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const largest = new Map<string, ReadonlyMap<string, number>>()
  for (const table of tables) {
    if (
      !['table', 'partitioned', 'materialized-view'].includes(table.kind) ||
      table.rowSecurity ||
      !hintsOf(hints, table).readable
    )
      continue
    const columns = table.columns.filter((column) => canBeLarge(column.type))
    if (columns.length === 0) continue
    const names = columns.map((column) => quoteIdentifier(column.name))
    const sizes = columns.map(({ type }, place) => `max(${measureOf(type)}(s.${names[place] ?? ''}))`)
    const share = table.estimatedRows > sampleRows ? (100 * sampleRows) / table.estimatedRows : 100
    const sql =
      `SELECT ${sizes.join(', ')} FROM (SELECT ${names.join(', ')} FROM ${quoteTable(table)} TABLESAMPLE SYSTEM ` +
      `(${Math.max(share, 0.0001)}) LIMIT ${sampleRows}) s`
    const [row] = (await askIfPossible(client, sql, signal)) ?? []
    const large = columns.flatMap(({ name }, place): [string, number][] => {
      const bytes = Number(row?.[place] ?? 0)
      return bytes >= largeBytes ? [[name, bytes]] : []
    })
    if (large.length > 0) largest.set(tableId(table), new Map(large))
  }
  return largest
}

const measuredAsText = new Set(['text', 'varchar', 'bpchar', 'bytea'])

const small = new Set([
  'bool',
  'int2',
  'int4',
  'int8',
  'oid',
  'float4',
  'float8',
  'numeric',
  'money',
  'uuid',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'pg_lsn',
  'name',
  'point',
  'line',
  'lseg',
  'box',
  'circle',
  'char',
  'xid',
  'cid',
  'tid',
])

function canBeLarge(type: PgType): boolean {
  const underlying = underlyingType(type)
  if (underlying.kind === 'enum') return false
  if (underlying.kind !== 'base') return true
  // atttypmod of varchar(n) is n + 4, and a character has up to 4 bytes.
  const isBounded =
    ['varchar', 'bpchar'].includes(underlying.name) &&
    underlying.modifier >= 4 &&
    (underlying.modifier - 4) * 4 < largeBytes
  return !small.has(underlying.name) && !isBounded
}

function measureOf(type: PgType): string {
  const underlying = underlyingType(type)
  return underlying.kind === 'base' && measuredAsText.has(underlying.name)
    ? 'pg_catalog.octet_length'
    : 'pg_catalog.pg_column_size'
}
