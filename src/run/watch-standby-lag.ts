import { setTimeout as sleep } from 'node:timers/promises'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { connectSource, type SourceClient } from '../postgres/connection/connect.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { WatchListeners } from './watch-listeners.ts'

/** Often enough for a limit of seconds, and no load for the server. */
const everyMs = 1_000

/**
 * A standby that has replayed all that it received is not behind, however long ago its primary wrote last. One that
 * lost its primary says the same: that cannot be seen from here. Null where it has replayed nothing yet.
 */
const lagSql = `SELECT pg_is_in_recovery(),
  CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::int8 END`

/**
 * Asks a standby, over a session of its own and outside any transaction, how far it is behind; warns at half of
 * `maxLagMs`. Ends at once where the source is no standby.
 */
export function watchStandbyLag(
  source: SourceConfig,
  maxLagMs: number,
  { onEvent, onLimit }: WatchListeners,
): AsyncDisposable {
  const ended = new AbortController()
  let client: SourceClient | null = null
  let warned = false
  let blind = false

  async function look(): Promise<'again' | 'done'> {
    client ??= await connectSource(source, { role: 'watch', signal: ended.signal })
    const [standby, text] = (await client.rows(lagSql, { signal: ended.signal }))[0] ?? []
    if (standby !== 't') return 'done'
    blind = false
    const lagMs = Number(text ?? '0')
    const detail = `it is ${Math.round(lagMs / 1000)} s behind`
    if (lagMs >= maxLagMs) {
      onLimit(new PgfoldError('SOURCE_STANDBY_LAG', { detail }))
      return 'done'
    }
    if (lagMs >= maxLagMs / 2 && !warned) {
      warned = true
      onEvent({ kind: 'warning', code: 'SOURCE_STANDBY_LAG', detail })
    }
    return 'again'
  }

  async function watch(): Promise<void> {
    while (!ended.signal.aborted) {
      try {
        if ((await look()) === 'done') return
      } catch (error) {
        if (ended.signal.aborted) return
        client?.destroy()
        client = null
        if (!(error instanceof PgfoldError)) throw error
        // The run itself goes on: it would say what is wrong with the source as a whole.
        if (!blind) onEvent({ kind: 'warning', code: error.code, detail: `the lag is not known: ${error.entry.title}` })
        blind = true
      }
      await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }

  const watching = watch()
  return {
    async [Symbol.asyncDispose]() {
      ended.abort(new Error('the run is over'))
      await watching
      await client?.[Symbol.asyncDispose]()
    },
  }
}
