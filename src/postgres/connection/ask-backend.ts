import { secondSession } from './second-session.ts'
import type { SourceConfig } from './source-config.ts'

/**
 * `busy`: the server works on our query and has nothing to send yet. `silent`: nobody does, or what was sent does not
 * arrive, or the server cannot be asked either.
 */
export type BackendState = 'busy' | 'silent'

const limitMs = 10_000

/**
 * Asks the server over a second session what the backend of the first one is doing. A backend that waits for its client
 * has sent what we have not received. With `track_activities` off the server only tells that the backend is there.
 * Source: pg_stat_activity, "state" and "wait_event_type".
 */
export async function askBackend(config: SourceConfig, pid: number): Promise<BackendState> {
  try {
    const { rows } = await secondSession(config, 'watch', limitMs, (driver) =>
      driver.query<[string]>({
        text: `SELECT 1 FROM pg_catalog.pg_stat_activity WHERE pid = $1::int4
          AND state IN ('active', 'fastpath function call', 'disabled') AND wait_event_type IS DISTINCT FROM 'Client'`,
        values: [String(pid)],
        rowMode: 'array',
      }),
    )
    return rows.length === 0 ? 'silent' : 'busy'
  } catch {
    // Whatever the reason: a server that cannot be asked is no ground to wait on.
    return 'silent'
  }
}
