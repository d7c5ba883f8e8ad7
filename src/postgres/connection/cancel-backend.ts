import { secondSession } from './second-session.ts'
import type { SourceConfig } from './source-config.ts'

/** Cancels what a backend of the same role is doing, over a connection of its own. */
export async function cancelBackend(config: SourceConfig, pid: number): Promise<void> {
  await secondSession(config, 'cancel', 2000, (driver) =>
    driver.query('SELECT pg_cancel_backend($1::int4)', [String(pid)]),
  )
}
