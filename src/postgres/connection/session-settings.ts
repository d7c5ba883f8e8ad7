import { quoteIdentifier, quoteLiteral } from '../quote.ts'

/**
 * What every transaction on the source runs under, set for the transaction alone: on a connection that a pooler gives to
 * others afterwards nothing of it survives. The first block fixes how values print, so that text is exact and the
 * same on every server; `codec/` and the reference queries rely on it. The second keeps the source safe from us.
 */
export const sessionSettings: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  DateStyle: 'ISO, YMD',
  TimeZone: 'UTC',
  IntervalStyle: 'iso_8601',
  // 1 and above: the shortest text that reads back as the same float.
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmloption: 'content',
  lc_monetary: 'C',

  default_transaction_read_only: 'on',
  // An error instead of rows that are silently missing.
  row_security: 'off',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  // A waiting reader makes every later lock request queue behind it, so it gives up early.
  lock_timeout: '10s',
  // One compilation per chunk costs more than it saves: chunks are short, and there are thousands.
  jit: 'off',
  // A cursor of ours is always read to its end; the default plans for the first tenth.
  cursor_tuple_fraction: '1',
}

/** One text of SET statements for the simple query protocol; they end with the transaction. */
export function localSettingsSql(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `SET LOCAL ${name} = ${quoteLiteral(value)};`)
    .join('\n')
}

/**
 * Operators are found by the search path, also those of the columns' own types: without the schema that an extension
 * was installed in, citext would be compared as text and ltree not at all. These schemas come last, so that they hide
 * nothing. As JSON: what of the path exists is listed name by name, whatever the setting's own text holds.
 */
export const searchPathQuery = `SELECT to_json(current_schemas(false) || ARRAY(SELECT n.nspname FROM pg_catalog.pg_namespace n
  WHERE n.nspname <> 'pg_catalog' AND n.nspname <> ALL (current_schemas(false)) AND EXISTS (
    SELECT FROM pg_catalog.pg_opclass c WHERE c.opcnamespace = n.oid
      AND c.opcmethod = (SELECT m.oid FROM pg_catalog.pg_am m WHERE m.amname = 'btree'))
  ORDER BY n.nspname))`

export function searchPathSql(schemas: readonly string[]): string {
  return `SET LOCAL search_path = ${schemas.length === 0 ? "''" : schemas.map(quoteIdentifier).join(', ')};`
}

/**
 * How long the server waits for data that it sent to be taken. Linux counts the time that a client reads nothing, too,
 * even while it answers (tcp(7), TCP_USER_TIMEOUT): a reader that is held back while DynamoDB throttles or is away must
 * not be cut, so its limit is above the default patience of a run (`defaultPatience`); with a longer patience a reader
 * may be cut and is replaced. The session that holds snapshot and run lock is never held back.
 */
function unansweredSeconds(role: string): number {
  return role === 'snapshot' ? 60 : 40 * 60
}

/**
 * Settings that a server may not know (17 and newer) or not support (other systems than Linux, unix sockets).
 * `transaction_timeout` would end the snapshot; `client_connection_check_interval` ends a long query soon after a
 * client was killed, instead of when its first row is sent; the keepalives and `tcp_user_timeout` end the session of a
 * client whose machine or network is gone within a minute, and with it snapshot and run lock, which the kernel would
 * otherwise keep for two hours.
 */
export function optionalSettings(role: string, serverVersion: number): Readonly<Record<string, string>> {
  return {
    ...(serverVersion >= 170_000 ? { transaction_timeout: '0' } : {}),
    client_connection_check_interval: '10s',
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
    tcp_user_timeout: `${unansweredSeconds(role)}s`,
  }
}
