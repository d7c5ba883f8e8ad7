import type { EntityName } from '../../brand.ts'
import type { ItemWriter } from '../../dynamodb/write/item-writer.ts'
import { compileEncoder } from '../../encode/compiled/compile-encoder.ts'
import type { LoadColumn } from '../../encode/compiled/load-column.ts'
import type { RowEncoder } from '../../encode/compiled/row-encoder.ts'
import type { ChunkResult } from '../../ledger/ledger.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { lockTables } from '../../postgres/guard-tables.ts'
import { seqScanSetting } from '../../postgres/load/seq-scan-setting.ts'
import { importSnapshot } from '../../postgres/snapshot.ts'
import { loadQueries } from '../../postgres/load/load-queries.ts'
import type { RunnerOptions } from './chunk-runner.ts'
import { retrySource } from './retry-source.ts'
import { chunkSource } from './chunk-source.ts'
import { runChunk } from './run-chunk.ts'

/** A reader of the snapshot with its encoders; runs one chunk at a time, again over a new session where one is lost. */
export class LoadSession implements AsyncDisposable {
  readonly #options: RunnerOptions
  readonly #writer: ItemWriter
  #client: SourceClient | null = null
  /** What `#client` has been told last; a new transaction begins with the server's default. */
  #seqScan = true
  #encoders = new Map<EntityName, RowEncoder>()

  constructor(options: RunnerOptions, writer: ItemWriter) {
    this.#options = options
    this.#writer = writer
  }

  run(chunk: Chunk, entity: ResolvedEntity, signal: AbortSignal): Promise<ChunkResult> {
    const attempt = async (): Promise<ChunkResult> => {
      try {
        return await this.#attempt(chunk, entity, signal)
      } catch (error) {
        // The transaction is over after any failure, and an encoder may hold half a row.
        this.#client?.destroy()
        this.#client = null
        this.#encoders = new Map()
        throw error
      }
    }
    return retrySource(attempt, this.#options.onEvent, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.[Symbol.asyncDispose]()
    this.#client = null
  }

  async #attempt(chunk: Chunk, entity: ResolvedEntity, signal: AbortSignal): Promise<ChunkResult> {
    const { mapping, limits } = this.#options
    this.#client ??= await this.#open(signal)
    const client = this.#client
    const source = chunkSource(chunk, entity, {
      client,
      allowSeqScan: (allowed) => this.#allowSeqScan(client, allowed, signal),
      encoderFor: (columns) => this.#encoder(entity, columns),
    })
    const deps = { entity, table: mapping.table, source, writer: this.#writer, maxBatchItems: limits.batchSize }
    return await runChunk(chunk, deps, signal)
  }

  async #open(signal: AbortSignal): Promise<SourceClient> {
    const { mapping, source, snapshotId } = this.#options
    const client = await importSnapshot(source, snapshotId, signal)
    try {
      await lockTables(client, loadQueries(mapping), signal)
      this.#seqScan = true
      return client
    } catch (error) {
      client.destroy()
      throw error
    }
  }

  async #allowSeqScan(client: SourceClient, allowed: boolean, signal: AbortSignal): Promise<void> {
    if (allowed === this.#seqScan) return
    await client.rows(seqScanSetting(allowed), { signal })
    this.#seqScan = allowed
  }

  /** One per entity: the columns of a load query are the same for every range. */
  #encoder(entity: ResolvedEntity, columns: readonly LoadColumn[]): RowEncoder {
    const known = this.#encoders.get(entity.name)
    if (known !== undefined) return known
    const encoder = compileEncoder(this.#options.mapping, entity, columns)
    this.#encoders.set(entity.name, encoder)
    return encoder
  }
}
