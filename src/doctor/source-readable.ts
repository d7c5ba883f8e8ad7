import type { TableRef } from '../catalog/catalog.ts'
import { errorRegistry } from '../errors/error-registry.ts'
import type { Finding } from '../mapping/finding.ts'
import { typeSchemas } from '../postgres/catalog/type-schemas.ts'
import type { SourceClient } from '../postgres/connection/connect.ts'
import { quoteIdentifier } from '../postgres/quote.ts'
import type { Check } from './check.ts'
import { sourceColumns, type UsedTable } from '../mapping/source-columns.ts'

/**
 * May the role read every column that the mapping uses, of every table that it names? A right on the table gives all of
 * its columns. Only what raw SQL names is left to the server, which refuses it when the query is planned, still before
 * the first write.
 */
export const sourceReadable: Check = {
  name: 'source is readable',
  async run({ source, mapping }, signal) {
    const tables = sourceColumns(mapping)
    const rows = await source.rows(
      // By oid: asked by name, the server refuses to look into a schema that the role may not use. Where no column is
      // asked for, any one will do.
      `SELECT place, current_user, has_schema_privilege(n.oid, 'USAGE'),
         has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'),
         (SELECT json_agg(a.attname ORDER BY w.place)
          FROM jsonb_array_elements_text(t->'columns') WITH ORDINALITY AS w(name, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = w.name
          WHERE NOT has_column_privilege(c.oid, a.attnum, 'SELECT'))
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS u(t, place)
       JOIN pg_catalog.pg_namespace n ON n.nspname = t->>'schema'
       JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t->>'name'
       ORDER BY place`,
      { values: [JSON.stringify(tables)], signal },
    )
    const unreadable = rows.flatMap(([place, role, usage, any, missing]) => {
      const table = tables[Number(place) - 1]
      if (table === undefined || role === null || role === undefined) return []
      return finding(table, role, { usage: usage === 't', any: any === 't', missing: columnNames(missing ?? null) })
    })
    return unreadable.length > 0 ? unreadable : await hiddenTypes(source, tables, signal)
  },
}

/** Schemas of types that the role may not use: their values would be compared as another type, without a word. */
async function hiddenTypes(
  source: SourceClient,
  tables: readonly UsedTable[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const rows = await source.rows(
    `SELECT current_user, n.nspname FROM jsonb_array_elements_text($1::jsonb) s
     JOIN pg_catalog.pg_namespace n ON n.nspname = s WHERE NOT has_schema_privilege(n.oid, 'USAGE') ORDER BY 2`,
    { values: [JSON.stringify(await typeSchemas(source, tables, signal))], signal },
  )
  return rows.flatMap(([role, schema]) =>
    role === null || role === undefined || schema === null || schema === undefined
      ? []
      : refused(
          { place: schema, role },
          `the schema ${schema}, which defines how values of a column are compared`,
          `GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`,
        ),
  )
}

function refused(
  { place, role }: { readonly place: string; readonly role: string },
  what: string,
  grant: string,
): readonly Finding[] {
  return [
    {
      severity: 'error',
      code: 'SOURCE_PERMISSION',
      place,
      message: `role ${role} may not read ${what}`,
      fix: `${grant} ${errorRegistry.SOURCE_PERMISSION.why}`,
    },
  ]
}

function finding(
  table: UsedTable,
  role: string,
  rights: { readonly usage: boolean; readonly any: boolean; readonly missing: readonly string[] },
): readonly Finding[] {
  const place = `${table.schema}.${table.name}`
  const to = quoteIdentifier(role)
  const at = { place, role }
  if (!rights.usage) return refused(at, place, `GRANT USAGE ON SCHEMA ${quoteIdentifier(table.schema)} TO ${to};`)
  if (!rights.any) return refused(at, place, `GRANT SELECT ON ${quoted(table)} TO ${to};`)
  const { missing } = rights
  if (missing.length === 0) return []
  return refused(
    at,
    `${missing.length === 1 ? 'the column' : 'the columns'} ${missing.join(', ')} of ${place}`,
    `GRANT SELECT (${missing.map(quoteIdentifier).join(', ')}) ON ${quoted(table)} TO ${to};`,
  )
}

function columnNames(json: string | null): readonly string[] {
  const names: unknown = JSON.parse(json ?? '[]')
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

function quoted({ schema, name }: TableRef): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}
