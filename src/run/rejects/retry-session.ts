import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import { lockTables } from '../../postgres/guard-tables.ts'
import { loadQueries } from '../../postgres/load/load-queries.ts'
import { importSnapshot } from '../../postgres/snapshot.ts'
import type { PreparedRun } from '../prepare-run.ts'
import type { EventListener } from '../run-event.ts'
import { retrySource } from '../runners/retry-source.ts'

/** A reader of the snapshot; where its session is lost, the work under way is done again over a new one. */
export class RetrySession implements AsyncDisposable {
  readonly #prepared: PreparedRun
  readonly #source: SourceConfig
  readonly #onEvent: EventListener
  #client: SourceClient | null = null

  constructor(prepared: PreparedRun, source: SourceConfig, onEvent: EventListener) {
    this.#prepared = prepared
    this.#source = source
    this.#onEvent = onEvent
  }

  run<T>(work: (client: SourceClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    const attempt = async (): Promise<T> => {
      try {
        this.#client ??= await this.#open(signal)
        return await work(this.#client)
      } catch (error) {
        // The transaction is over after any failure.
        this.#client?.destroy()
        this.#client = null
        throw error
      }
    }
    return retrySource(attempt, this.#onEvent, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.[Symbol.asyncDispose]()
    this.#client = null
  }

  async #open(signal: AbortSignal): Promise<SourceClient> {
    const { snapshot, mapping } = this.#prepared
    const client = await importSnapshot(this.#source, snapshot.id, signal)
    try {
      await lockTables(client, loadQueries(mapping), signal)
      return client
    } catch (error) {
      client.destroy()
      throw error
    }
  }
}
