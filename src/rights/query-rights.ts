import { z } from 'zod'
import { firstUserOid } from '../catalog/pg-type.ts'
import type { UsedTable } from '../mapping/source-columns.ts'
import type { SourceClient } from '../postgres/connection/connect.ts'

/** What the server checks before it runs a query. */
export interface QueryRights {
  /** With the columns that are read; empty where no column is. */
  readonly tables: readonly UsedTable[]
  /** Object ids of functions outside the system's, those below operators and aggregates among them. */
  readonly functions: readonly number[]
  /** Schemas outside the system's in which the text of the query finds names. */
  readonly schemas: readonly string[]
}

interface Tree {
  /** As the text was understood. */
  parsed: string
  /** With views replaced by what they read. */
  rewritten: string
}

/**
 * Asks the server itself which rights a query needs: it analyses the query and tells of the tables and columns that it
 * will check (`debug_print_rewritten`). `LIMIT 0` keeps it from reading a row. Tables that a view reads with its owner's
 * rights are left out. The trees stand in the server's log too, with the constants of the query.
 *
 * Source: PostgreSQL's `RTEPermissionInfo` (16 and later) and `RangeTblEntry` (before), `selectedCols`: attribute
 * numbers shifted by 7, so that the system's columns and the whole row have a place.
 */
export async function readQueryRights(client: SourceClient, sql: string, signal: AbortSignal): Promise<QueryRights> {
  const tree = await readTree(client, `SELECT * FROM (${sql}\n) AS q LIMIT 0`, signal)
  const checked = readCheckedTables(tree.rewritten, client.serverVersion)
  const named = readCheckedTables(tree.parsed, client.serverVersion).map(({ oid }) => oid)
  return readNames(
    client,
    { checked, functions: readFunctions(tree.rewritten) },
    { relations: named, functions: readFunctions(tree.parsed) },
    signal,
  )
}

/** For the transaction alone. */
const printing = {
  debug_pretty_print: 'off',
  client_min_messages: 'log',
  debug_print_parse: 'on',
  debug_print_rewritten: 'on',
}

async function readTree(client: SourceClient, sql: string, signal: AbortSignal): Promise<Tree> {
  const tree: Tree = { parsed: '', rewritten: '' }
  const onNotice = ({
    message,
    detail,
  }: {
    readonly message?: string | undefined
    readonly detail?: string | undefined
  }): void => {
    // The server breaks the lines at any blank.
    const text = (detail ?? '').replace(/\s+/g, ' ')
    if (message === 'parse tree:') tree.parsed += text
    else if (message === 'rewritten parse tree:') tree.rewritten += text
  }
  await client.begin('READ COMMITTED', { signal })
  try {
    for (const [name, value] of Object.entries(printing))
      await client.rows('SELECT set_config($1, $2, true)', { values: [name, value], signal })
    // Not before: setting them prints trees, too.
    client.driver.on('notice', onNotice)
    await client.rows(sql, { signal })
  } finally {
    client.driver.off('notice', onNotice)
    if (!client.lost.aborted) await client.rollback()
  }
  return tree
}

interface CheckedTable {
  readonly oid: number
  /** Attribute numbers; 0: the whole row. */
  readonly columns: readonly number[]
}

const selectRight = 2
const columnOffset = 7

/** Names cannot imitate this: blanks inside them are written with a backslash. */
const permissions =
  /\{RTEPERMISSIONINFO :relid (\d+) :inh \w+ :requiredPerms (\d+) :checkAsUser (\d+) :selectedCols \(b([ \d]*)\)/g
const entryPermissions =
  /:relid (\d+) (?:(?!:relid ).)*?:requiredPerms (\d+) :checkAsUser (\d+) :selectedCols \(b([ \d]*)\)/gs

function readCheckedTables(tree: string, serverVersion: number): readonly CheckedTable[] {
  return [...tree.matchAll(serverVersion >= 160_000 ? permissions : entryPermissions)].flatMap(
    ([, oid, rights, owner, columns = '']) =>
      (Number(rights) & selectRight) === 0 || owner !== '0'
        ? []
        : [{ oid: Number(oid), columns: [...columns.matchAll(/\d+/g)].map(([bit]) => Number(bit) - columnOffset) }],
  )
}

function readFunctions(tree: string): readonly number[] {
  const found = [...tree.matchAll(/:(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)/g)].map(([, oid]) => Number(oid))
  return [...new Set(found)].filter((oid) => oid >= firstUserOid)
}

const namesSchema = z.object({
  tables: z.array(z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) })),
  schemas: z.array(z.string()),
})

async function readNames(
  client: SourceClient,
  { checked, functions }: { readonly checked: readonly CheckedTable[]; readonly functions: readonly number[] },
  named: { readonly relations: readonly number[]; readonly functions: readonly number[] },
  signal: AbortSignal,
): Promise<QueryRights> {
  const [json] =
    (
      await client.rows(
        `SELECT json_build_object(
           'tables', (SELECT coalesce(json_agg(json_build_object('schema', n.nspname, 'name', c.relname, 'columns',
               (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND NOT a.attisdropped
                  AND (t->'columns' @> to_jsonb(a.attnum) OR a.attnum > 0 AND t->'columns' @> '0')))), '[]')
             FROM jsonb_array_elements($1::jsonb) t
             JOIN pg_catalog.pg_class c ON c.oid = (t->>'oid')::oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')),
           'schemas', (SELECT coalesce(json_agg(DISTINCT n.nspname), '[]') FROM pg_catalog.pg_namespace n
             WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND (
               n.oid IN (SELECT c.relnamespace FROM pg_catalog.pg_class c WHERE $2::jsonb @> to_jsonb(c.oid::int8))
               OR n.oid IN (SELECT p.pronamespace FROM pg_catalog.pg_proc p WHERE $3::jsonb @> to_jsonb(p.oid::int8)))))`,
        {
          values: [JSON.stringify(checked), JSON.stringify(named.relations), JSON.stringify(named.functions)],
          signal,
        },
      )
    )[0] ?? []
  return { ...namesSchema.parse(JSON.parse(json ?? 'null')), functions }
}
