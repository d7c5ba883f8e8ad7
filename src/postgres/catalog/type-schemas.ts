import type { TableRef } from '../../catalog/catalog.ts'
import type { SourceClient } from '../connection/connect.ts'

/**
 * Schemas that define the order of a type of these columns, as extensions do (citext, ltree). PostgreSQL leaves out of
 * the search path what a role may not use, without a word: citext would be compared as text.
 */
export async function typeSchemas(
  client: SourceClient,
  tables: readonly (TableRef & { readonly columns: readonly string[] })[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rows = await client.rows(
    `WITH RECURSIVE used(oid) AS (
       SELECT a.atttypid FROM jsonb_array_elements($1::jsonb) t
       JOIN pg_catalog.pg_namespace n ON n.nspname = t->>'schema'
       JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t->>'name'
       JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND t->'columns' ? a.attname::text
       UNION
       SELECT inner_type.oid FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid
       CROSS JOIN LATERAL (VALUES (t.typelem), (t.typbasetype)) inner_type(oid) WHERE inner_type.oid <> 0)
     SELECT DISTINCT n.nspname FROM used
     JOIN pg_catalog.pg_opclass o ON o.opcintype = used.oid
     JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
     JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
     WHERE n.nspname <> 'pg_catalog' ORDER BY 1`,
    { values: [JSON.stringify(tables)], signal },
  )
  return rows.flatMap(([name]) => (name === null || name === undefined ? [] : [name]))
}
