import type { SourceClient } from '../postgres/connection/connect.ts'

/** What a load asks of the source beside rows. */
export interface SourceLoad {
  /** Connections that are still to be had for this role, superuser reserves left out. */
  readonly freeConnections: number
  /** WAL in bytes a second, by the average since the server's statistics began; null: not known. */
  readonly walBytesPerSecond: number | null
}

export async function readSourceLoad(client: SourceClient, signal: AbortSignal): Promise<SourceLoad> {
  const [[free, wal] = []] = await client.rows(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
       - (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'),
       (SELECT wal_bytes / nullif(extract(epoch FROM now() - stats_reset), 0) FROM pg_catalog.pg_stat_wal)`,
    { signal },
  )
  return {
    freeConnections: Math.max(0, Number(free ?? 0)),
    walBytesPerSecond: wal === null || wal === undefined ? null : Number(wal),
  }
}
