import { z } from 'zod'
import type { UsedTable } from '../mapping/source-columns.ts'
import { sourceColumns } from '../mapping/source-columns.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import { typeSchemas } from '../postgres/catalog/type-schemas.ts'
import type { SourceClient } from '../postgres/connection/connect.ts'
import { readQueryRights, type QueryRights } from './query-rights.ts'
import { probeQueries } from './probe-queries.ts'

/** What a role must be allowed on the source; everything sorted by name. */
export interface NeededGrants {
  readonly database: string
  /** Whose names are looked up: of tables, and of operators, functions and collations outside the system's schemas. */
  readonly schemas: readonly string[]
  readonly tables: readonly UsedTable[]
  /** Functions, as `schema.name(types)` with SQL quotes, that not everybody may execute. */
  readonly functions: readonly string[]
  /** Tables with row-level security, as `schema.name`: without BYPASSRLS, or owning them, the role sees a part. */
  readonly rowSecurity: readonly string[]
  /** Servers of foreign tables: most ask for a user mapping of the role. */
  readonly foreignServers: readonly string[]
}

/**
 * The least rights with which check, migrate, resume, validate and repair can read everything that a mapping names.
 * Declared tables and columns come from the mapping. What raw SQL, conditions and views read is asked of the server,
 * which analyses them without running them. What a function reads inside itself is not seen.
 *
 * Throws what the server says to raw SQL that it does not accept, and errors of the area source.
 */
export async function neededGrants(
  client: SourceClient,
  mapping: ResolvedMapping,
  signal: AbortSignal,
): Promise<NeededGrants> {
  const declared = sourceColumns(mapping)
  const asked: QueryRights[] = []
  for (const sql of await probeQueries(client, mapping, declared, signal))
    asked.push(await readQueryRights(client, sql, signal))
  const tables = mergeTables([...declared, ...asked.flatMap((rights) => rights.tables)])
  const facts = await readFacts(client, { tables, functions: asked.flatMap((rights) => rights.functions) }, signal)
  return {
    database: facts.database,
    schemas: sorted([
      ...declared.map(({ schema }) => schema),
      ...asked.flatMap((rights) => rights.schemas),
      ...collationSchemas(mapping),
      ...(await typeSchemas(client, tables, signal)),
    ]),
    tables: tables.map((table) =>
      table.columns.length > 0 ? table : { ...table, columns: facts.firstColumns.get(tableText(table)) ?? [] },
    ),
    functions: sorted(facts.functions),
    rowSecurity: sorted(facts.rowSecurity),
    foreignServers: sorted(facts.foreignServers),
  }
}

function mergeTables(uses: readonly UsedTable[]): readonly UsedTable[] {
  return [...Map.groupBy(uses, tableText)]
    .toSorted(([one], [two]) => (one < two ? -1 : 1))
    .flatMap(([, [first, ...rest]]) =>
      first === undefined
        ? []
        : [{ ...first, columns: [...new Set([first, ...rest].flatMap(({ columns }) => columns))] }],
    )
}

/** Relations are compared under the collation of the related column where the other side has another one. */
function collationSchemas(mapping: ResolvedMapping): readonly string[] {
  const pairs = mapping.entities.flatMap(({ lookups, values }) => [
    ...lookups.flatMap(({ on }) => on),
    ...values.flatMap((value) => ('relation' in value ? value.relation.branches.flatMap(({ on }) => on) : [])),
  ])
  return pairs.flatMap(({ collation }) =>
    collation === undefined || collation.schema === 'pg_catalog' ? [] : [collation.schema],
  )
}

const factsSchema = z.object({
  database: z.string(),
  firstColumns: z.array(z.object({ schema: z.string(), name: z.string(), column: z.string().nullable() })),
  rowSecurity: z.array(z.string()),
  foreignServers: z.array(z.string()),
  functions: z.array(z.string()),
})

async function readFacts(
  client: SourceClient,
  used: { readonly tables: readonly UsedTable[]; readonly functions: readonly number[] },
  signal: AbortSignal,
) {
  const [json] =
    (
      await client.rows(
        `WITH used AS (
           SELECT n.nspname, c.relname, c.oid, c.relkind, c.relrowsecurity
           FROM jsonb_array_elements($1::jsonb) t
           JOIN pg_catalog.pg_namespace n ON n.nspname = t->>'schema'
           JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t->>'name')
         SELECT json_build_object(
           'database', current_database(),
           'firstColumns', (SELECT coalesce(json_agg(json_build_object('schema', nspname, 'name', relname, 'column',
               (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = oid AND a.attnum > 0
                AND NOT a.attisdropped ORDER BY a.attnum LIMIT 1))), '[]') FROM used),
           'rowSecurity', (SELECT coalesce(json_agg(format('%s.%s', nspname, relname)), '[]')
               FROM used WHERE relrowsecurity),
           'foreignServers', (SELECT coalesce(json_agg(s.srvname), '[]') FROM used
               JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = used.oid
               JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver),
           'functions', (SELECT coalesce(json_agg(format('%I.%I(%s)', n.nspname, p.proname,
               pg_catalog.pg_get_function_identity_arguments(p.oid))), '[]')
               FROM jsonb_array_elements_text($2::jsonb) w(oid)
               JOIN pg_catalog.pg_proc p ON p.oid = w.oid::oid JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
               WHERE NOT has_function_privilege('public', p.oid, 'EXECUTE')))`,
        { values: [JSON.stringify(used.tables), JSON.stringify(used.functions)], signal },
      )
    )[0] ?? []
  const facts = factsSchema.parse(JSON.parse(json ?? 'null'))
  return {
    ...facts,
    firstColumns: new Map(
      facts.firstColumns.map((table) => [tableText(table), table.column === null ? [] : [table.column]]),
    ),
  }
}

function tableText({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name])
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted()
}
