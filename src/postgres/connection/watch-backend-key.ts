import type pg from 'pg'

/**
 * The process id that the server announces for cancel requests. A server announces the backend's own; PgBouncer and its
 * kin announce a number of their own, in every pool mode, because the backend may change: who answers to
 * `pg_backend_pid()` is then somebody else. Source: the protocol's BackendKeyData, and "Cancel request" in PgBouncer's
 * documentation of features.
 */
export function watchBackendKey(driver: pg.Client): { readonly announcedPid: () => number | null } {
  let pid: number | null = null
  driver.connection.once('backendKeyData', ({ processID }: { readonly processID: number }) => (pid = processID))
  return { announcedPid: () => pid }
}
