import type { SnapshotId } from '../brand.ts'
import type { SourceClient, TextRow } from '../postgres/connection/connect.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { SeekRows } from '../postgres/chunks/chunk-walk.ts'
import { linkedSignal } from '../linked-signal.ts'
import { lockTables } from '../postgres/guard-tables.ts'
import { releaseLocksAfter } from '../postgres/release-locks-after.ts'
import { importSnapshot } from '../postgres/snapshot.ts'
import type { EventListener } from './run-event.ts'
import { retrySource } from './runners/retry-source.ts'

export interface SeekSessionOptions {
  readonly source: SourceConfig
  readonly snapshotId: SnapshotId
  /** SET LOCAL statements for the session's transaction. */
  readonly settings: readonly string[]
  /** Everything that the run reads; see `lockTables`. */
  readonly queries: readonly string[]
  readonly onEvent: EventListener
}

/**
 * A session of the snapshot in which the bounds of chunks are sought while others load them. Queries wait their turn;
 * where the session is lost, the next query opens another. Disposing cancels the query under way.
 */
export class SeekSession implements AsyncDisposable {
  readonly #options: SeekSessionOptions
  readonly #closing = new AbortController()
  #client: SourceClient | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: SeekSessionOptions) {
    this.#options = options
  }

  /** Takes the locks now: a table for which DDL waits meanwhile could not be read by a session that comes later. */
  async open(signal: AbortSignal): Promise<void> {
    await this.#inTurn(async (either) => void (this.#client ??= await this.#connect(either)), signal)
  }

  readonly seek: SeekRows = (sql, signal) =>
    this.#inTurn(async (either): Promise<readonly TextRow[]> => {
      this.#client ??= await this.#connect(either)
      const client = this.#client
      return await releaseLocksAfter(client, () => client.rows(sql, { signal: either }))
    }, signal)

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the run is over'))
    await this.#turn
    await this.#client?.[Symbol.asyncDispose]()
    this.#client = null
  }

  #inTurn<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const stop = linkedSignal(signal, this.#closing.signal)
    const either = stop.signal
    const attempt = async (): Promise<T> => {
      try {
        return await work(either)
      } catch (error) {
        // The transaction is over after any failure.
        this.#client?.destroy()
        this.#client = null
        throw error
      }
    }
    const result = this.#turn
      .then(() => retrySource(attempt, this.#options.onEvent, either))
      .finally(() => stop[Symbol.dispose]())
    this.#turn = result.catch(() => undefined)
    return result
  }

  async #connect(signal: AbortSignal): Promise<SourceClient> {
    const { source, snapshotId, settings, queries } = this.#options
    const client = await importSnapshot(source, snapshotId, signal, 'chunks')
    try {
      await lockTables(client, queries, signal)
      for (const setting of settings) await client.rows(setting, { signal })
      return client
    } catch (error) {
      client.destroy()
      throw error
    }
  }
}
