import { z } from 'zod'
import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import { underlyingType } from '../../catalog/pg-type.ts'
import { leadingColumnsOf } from '../../mapping/resolve/source-shape.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { quoteIdentifier, quoteTable } from '../../postgres/quote.ts'
import { askIfPossible } from './ask-if-possible.ts'
import { hintQueries } from './hint-queries.ts'
import { readEqualityColumns } from './read-equality-columns.ts'
import { tableId, type ColumnHints, type SourceHints, type TableHints } from './source-hints.ts'

const relationRows = z.array(
  z.object({
    schema: z.string(),
    name: z.string(),
    partitions: z.number(),
    children: z.array(z.string()).nullable(),
    extension: z.string().nullable(),
    readable: z.boolean(),
  }),
)
const cascadeRows = z.array(z.object({ schema: z.string(), table: z.string(), name: z.string() }))
const statisticRows = z.array(
  z.object({ schema: z.string(), table: z.string(), column: z.string(), distinct: z.number(), bytes: z.number() }),
)

/**
 * Asks the database for all that it tells beyond its catalog. What it does not tell this role is left open, never an
 * error.
 */
export async function readHints(client: SourceClient, catalog: Catalog, signal: AbortSignal): Promise<SourceHints> {
  const relations = await list(client, hintQueries.relations, relationRows, signal)
  const cascades = byTable(await list(client, hintQueries.cascades, cascadeRows, signal))
  const statistics = byTable(await list(client, hintQueries.statistics, statisticRows, signal))
  const equality = await readEqualityColumns(client, catalog, signal)
  const byId = new Map(relations.map((relation) => [tableId(relation), relation]))
  const tables = new Map<string, TableHints>()
  for (const table of catalog.tables) {
    const id = tableId(table)
    const relation = byId.get(id)
    const readable = relation?.readable ?? true
    const signs = readable && !table.rowSecurity ? await readSigns(client, table, signal) : new Map<string, boolean>()
    const known = new Map((statistics.get(id) ?? []).map((row) => [row.column, row]))
    tables.set(id, {
      readable,
      partitions: relation?.partitions ?? 0,
      children: relation?.children ?? [],
      extension: relation?.extension ?? null,
      cascades: new Set((cascades.get(id) ?? []).map((row) => row.name)),
      columns: new Map(
        table.columns.map(({ name }): [string, ColumnHints] => {
          const row = known.get(name)
          return [
            name,
            {
              distinct: row === undefined ? null : absolute(row.distinct, table),
              averageBytes: row?.bytes ?? null,
              nonNegative: signs.get(name) ?? null,
            },
          ]
        }),
      ),
      equality: equality.columns.get(id) ?? new Map<string, number>(),
    })
  }
  return { tables, statements: equality.statements }
}

/** pg_stats: a negative number is a share of the rows. */
function absolute(distinct: number, table: CatalogTable): number | null {
  if (distinct >= 0) return distinct === 0 ? null : distinct
  return table.estimatedRows < 0 ? null : Math.round(-distinct * table.estimatedRows)
}

const integers = new Set(['int2', 'int4', 'int8'])

/**
 * Is the least value of a whole number not negative? Asked only where an index gives the answer at once. An empty table
 * tells nothing.
 */
async function readSigns(
  client: SourceClient,
  table: CatalogTable,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  if (table.kind !== 'table' && table.kind !== 'partitioned') return new Map()
  const leading = leadingColumnsOf(table)
  const columns = table.columns.filter((column) => {
    const type = underlyingType(column.type)
    return type.kind === 'base' && integers.has(type.name) && leading.has(column.name)
  })
  if (columns.length === 0) return new Map()
  const asked = columns.map(({ name }) => `(SELECT min(${quoteIdentifier(name)}) >= 0 FROM ${quoteTable(table)})`)
  const [row] = (await askIfPossible(client, `SELECT ${asked.join(', ')}`, signal)) ?? []
  return new Map(
    columns.flatMap(({ name }, place): [string, boolean][] => {
      const answer = row?.[place] ?? null
      return answer === null ? [] : [[name, answer === 't']]
    }),
  )
}

async function list<T>(
  client: SourceClient,
  sql: string,
  schema: z.ZodType<readonly T[]>,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const [row] = (await askIfPossible(client, sql, signal)) ?? []
  const parsed = schema.safeParse(JSON.parse(row?.[0] ?? '[]'))
  return parsed.success ? parsed.data : []
}

function byTable<T extends { readonly schema: string; readonly table: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, (row) => tableId({ schema: row.schema, name: row.table }))
}
