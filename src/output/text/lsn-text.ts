/** ` (LSN 0/16B3748)`; empty where the server does not tell its WAL position. */
export function lsnText(lsn: string | null): string {
  return lsn === null ? '' : ` (LSN ${lsn})`
}
