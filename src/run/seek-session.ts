import type { SourceClient, TextRow } from '../postgres/connection/connect.ts'
import type { SeekRows } from '../postgres/chunks/chunk-walk.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import { importSnapshot } from '../postgres/snapshot.ts'
import type { EventListener } from './event.ts'
import { retrySource } from './runners/source-retry.ts'

export interface SeekSession extends AsyncDisposable {
  readonly seek: SeekRows
}

export interface SeekSessionOptions {
  readonly source: SourceConfig
  readonly snapshotId: string
  /** SET statements for the session's transaction; may be empty. */
  readonly settings: string
  readonly onEvent: EventListener
}

/**
 * A session of the snapshot in which the bounds of chunks are sought while others load them, opened with the first
 * query. Queries wait their turn. Disposing cancels the one under way.
 */
export function seekSession({ source, snapshotId, settings, onEvent }: SeekSessionOptions): SeekSession {
  const closing = new AbortController()
  let client: SourceClient | null = null
  let turn: Promise<unknown> = Promise.resolve()

  const attempt = async (sql: string, signal: AbortSignal): Promise<readonly TextRow[]> => {
    try {
      if (client === null) {
        client = await importSnapshot(source, snapshotId, signal, 'chunks')
        if (settings !== '') await client.rows(settings, { signal })
      }
      return await client.rows(sql, { signal })
    } catch (error) {
      // The transaction is over after any failure.
      client?.destroy()
      client = null
      throw error
    }
  }

  return {
    seek(sql, signal) {
      const either = AbortSignal.any([signal, closing.signal])
      const rows = turn.then(() => retrySource(() => attempt(sql, either), onEvent, either))
      turn = rows.catch(() => undefined)
      return rows
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('the run is over'))
      await turn
      await client?.[Symbol.asyncDispose]()
    },
  }
}
