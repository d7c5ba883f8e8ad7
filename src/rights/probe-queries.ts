import type { ResolvedEntity, ResolvedMapping, ResolvedPredicate } from '../mapping/resolved.ts'
import type { UsedTable } from '../mapping/source-columns.ts'
import type { SourceClient } from '../postgres/connection/connect.ts'
import { quoteIdentifier, quoteTable } from '../postgres/quote.ts'

/**
 * Queries that name everything of which the mapping alone does not tell what it reads: raw SQL as a source or as a
 * condition, and views, which may read with the rights of whoever asks.
 */
export async function probeQueries(
  client: SourceClient,
  mapping: ResolvedMapping,
  tables: readonly UsedTable[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const views = await viewsAmong(client, tables, signal)
  return [
    ...mapping.entities.flatMap(rawQueries),
    ...views.map((view) => `SELECT ${view.columns.map(quoteIdentifier).join(', ')} FROM ${quoteTable(view)}`),
  ]
}

function rawQueries({ source, values }: ResolvedEntity): readonly string[] {
  const ofSource =
    source.kind === 'query'
      ? [`SELECT * FROM (${source.sql}\n) AS q${where(source.where)}`]
      : source.kind === 'table'
        ? conditions(source.table, source.where)
        : source.branches.flatMap((branch) => conditions(branch.table, branch.where))
  return [
    ...ofSource,
    ...values.flatMap((value) =>
      'relation' in value ? value.relation.branches.flatMap((branch) => conditions(branch.table, branch.where)) : [],
    ),
  ]
}

function conditions(
  table: { readonly schema: string; readonly name: string },
  predicates: readonly ResolvedPredicate[],
): readonly string[] {
  const condition = where(predicates)
  return condition === '' ? [] : [`SELECT 1 FROM ${quoteTable(table)}${condition}`]
}

function where(predicates: readonly ResolvedPredicate[]): string {
  // The line break ends a comment that a text may close with.
  const raw = predicates.flatMap((predicate) => (predicate.kind === 'sql' ? [`(${predicate.text}\n)`] : []))
  return raw.length === 0 ? '' : ` WHERE ${raw.join(' AND ')}`
}

async function viewsAmong(
  client: SourceClient,
  tables: readonly UsedTable[],
  signal: AbortSignal,
): Promise<readonly UsedTable[]> {
  const rows = await client.rows(
    `SELECT place FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS u(t, place)
     JOIN pg_catalog.pg_namespace n ON n.nspname = t->>'schema'
     JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t->>'name'
     WHERE c.relkind = 'v' ORDER BY place`,
    { values: [JSON.stringify(tables)], signal },
  )
  return rows.flatMap(([place]) => tables.slice(Number(place) - 1, Number(place)))
}
