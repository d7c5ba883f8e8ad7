import { firstUserOid } from '../../catalog/pg-type.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { SourceClient } from '../connection/connect.ts'
import { requiredValue } from '../connection/required-value.ts'

/** Where the rows come from; a run is bound to it. */
export interface SourceIdentity {
  /** `pg_control_system()`: the cluster, the same on a standby. */
  readonly systemIdentifier: string
  readonly database: string
}

/**
 * Which database this is, whatever its address: the cluster's system identifier (a standby has its primary's, a
 * restored dump a new one) and the database's name.
 *
 * Where the role may not call `pg_control_system()`, the object ids of the database and of its oldest relation stand
 * in: weaker, but another database is still told apart.
 */
export async function readSourceIdentity(client: SourceClient, signal: AbortSignal): Promise<SourceIdentity> {
  // Asked first: a refused call would end the transaction that holds the snapshot.
  const [permitted, database] =
    (
      await client.rows(
        `SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'), current_database()`,
        { signal },
      )
    )[0] ?? []
  const standIn = `SELECT format('oid-%s-%s', d.oid, (SELECT min(c.oid) FROM pg_catalog.pg_class c WHERE c.oid >= ${firstUserOid}))
    FROM pg_catalog.pg_database d WHERE d.datname = current_database()`
  const systemIdentifier =
    (permitted === 't' ? await clusterIdentifier(client, signal) : null) ??
    (await client.rows(standIn, { signal }))[0]?.[0]
  return {
    systemIdentifier: requiredValue(systemIdentifier, 'system identifier', client.config),
    database: requiredValue(database, 'name of the database', client.config),
  }
}

/** null: the server refuses the function whatever the rights (Aurora refuses several of this kind). */
async function clusterIdentifier(client: SourceClient, signal: AbortSignal): Promise<string | null> {
  try {
    const sql = 'SELECT system_identifier::text FROM pg_catalog.pg_control_system()'
    return (await client.rows(sql, { signal }))[0]?.[0] ?? null
  } catch (error) {
    if (error instanceof PgfoldError && error.code === 'SOURCE_QUERY_FAILED') return null
    throw error
  }
}
