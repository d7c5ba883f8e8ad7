import type { SourceClient } from './connection/connect.ts'

/**
 * A table, partition, view, materialized view or foreign table that queries read, with what changes when its rows are
 * replaced behind a snapshot.
 */
export interface GuardedTable {
  readonly oid: string
  /** `schema.name`, quoted where SQL needs it. */
  readonly name: string
  /** File of the rows, which a rewrite or TRUNCATE changes; of a view a digest of its definition. */
  readonly content: string
  /** Object ids of the tables whose partition or child it is. */
  readonly parents: string
}

const columns = `c.oid::text, format('%I.%I', n.nspname, c.relname),
  CASE c.relkind WHEN 'v' THEN md5(pg_get_viewdef(c.oid)) ELSE coalesce(pg_relation_filenode(c.oid)::text, '') END,
  coalesce((SELECT string_agg(i.inhparent::text, ',' ORDER BY i.inhparent) FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND NOT i.inhdetachpending), '')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`

/**
 * The tables on which this session holds a lock, without the system's own: after queries were planned, exactly those
 * that they read.
 */
export async function lockedTables(client: SourceClient, signal: AbortSignal): Promise<readonly GuardedTable[]> {
  const rows = await client.rows(
    `SELECT ${columns} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND c.oid IN (
       SELECT l.relation FROM pg_catalog.pg_locks l WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted)
     ORDER BY 2`,
    { signal },
  )
  return rows.map(tableOf)
}

/** What is no longer as it was, one phrase for each table; the client must see the present, so it is in no snapshot. */
export async function tableChanges(client: SourceClient, before: readonly GuardedTable[]): Promise<readonly string[]> {
  const rows = await client.rows(`SELECT ${columns} WHERE c.oid = ANY ($1::text[]::oid[])`, {
    values: [`{${before.map(({ oid }) => oid).join(',')}}`],
  })
  const now = new Map(rows.map((row) => [row[0], tableOf(row)]))
  return before.flatMap((table) => changeOf(table, now.get(table.oid)))
}

function changeOf(before: GuardedTable, now: GuardedTable | undefined): readonly string[] {
  if (now === undefined) return [`${before.name} was dropped`]
  if (now.name !== before.name) return [`${before.name} was renamed to ${now.name}`]
  if (now.content !== before.content) return [`${before.name} was rewritten, emptied or redefined`]
  return now.parents === before.parents ? [] : [`${before.name} was attached to another table or detached from one`]
}

function tableOf([oid, name, content, parents]: readonly (string | null)[]): GuardedTable {
  return { oid: oid ?? '', name: name ?? '', content: content ?? '', parents: parents ?? '' }
}
