import { hostname } from 'node:os'

/** Longest name that PostgreSQL keeps (NAMEDATALEN - 1); a longer one would be cut at its end, where the pid stands. */
const maxNameLength = 63

/**
 * `pgfold reader build-7 4711`: what pg_stat_activity shows, and what the run lock reads the holder from. No secrets.
 */
export function applicationName(role: string, host: string = hostname(), pid: number = process.pid): string {
  const frame = `pgfold ${role}  ${pid}`.length
  // The server replaces everything outside printable ASCII by "?".
  const printable = host.replace(/[^\x21-\x7e]/g, '?').slice(0, Math.max(1, maxNameLength - frame))
  return `pgfold ${role} ${printable} ${pid}`
}

export function parseApplicationName(
  name: string,
): { readonly role: string; readonly host: string; readonly pid: number } | null {
  const match = /^pgfold (\S+) (\S+) (\d+)$/.exec(name)
  if (match === null) return null
  const [, role = '', host = '', pid = ''] = match
  return { role, host, pid: Number(pid) }
}
