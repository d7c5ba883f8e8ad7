import type { TableRef } from '../catalog/catalog.ts'
import { errorRegistry } from '../errors/registry.ts'
import { quoteIdentifier } from '../source/quote.ts'
import type { Check } from './check.ts'
import { sourceTables } from './source-tables.ts'

/**
 * May the role read every table that the mapping names? A right on some columns is enough here; a column that is
 * missing is then named by the server when its query is planned, still before the first write.
 */
export const sourceReadable: Check = {
  name: 'source is readable',
  async run({ source, mapping }, signal) {
    const tables = sourceTables(mapping)
    const rows = await source.rows(
      // By oid: asked by name, the server refuses to look into a schema that the role may not use.
      `SELECT n.nspname, c.relname, current_user, has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS w(t, place)
       JOIN pg_catalog.pg_namespace n ON n.nspname = t->>'schema' JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t->>'name'
       ORDER BY place`,
      { values: [JSON.stringify(tables)], signal },
    )
    return rows.flatMap(([schema, name, role, usage, select]) => {
      if (typeof schema !== 'string' || typeof name !== 'string' || typeof role !== 'string') return []
      if (usage === 't' && select === 't') return []
      const grant = usage === 't' ? `GRANT SELECT ON ${quoted({ schema, name })} TO ${quoteIdentifier(role)};` : `GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`
      return [{ severity: 'error', code: 'SOURCE_PERMISSION', place: `${schema}.${name}`, message: `role ${role} may not read ${schema}.${name}`, fix: `${grant} ${errorRegistry.SOURCE_PERMISSION.why}` }] as const
    })
  },
}

function quoted({ schema, name }: TableRef): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}
