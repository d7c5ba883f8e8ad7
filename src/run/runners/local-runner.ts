import type { EntityName } from '../../brand.ts'
import { compileEncoder } from '../../encode/compiled/compile-encoder.ts'
import type { RowEncoder } from '../../encode/compiled/row-encoder.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ChunkResult, RunTotals } from '../../ledger/ledger.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import type { LoadColumn } from '../../postgres/load/load-query.ts'
import { importSnapshot } from '../../postgres/snapshot.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import { createItemWriter } from '../../dynamodb/write/create-item-writer.ts'
import type { ItemWriter } from '../../dynamodb/write/item-writer.ts'
import { openTransport } from '../../dynamodb/transport/open-transport.ts'
import type { TargetConfig } from '../../dynamodb/transport/target-config.ts'
import type { ChunkRunner, RunnerLimits } from './chunk-runner.ts'
import type { RunEvent } from '../event.ts'
import { runChunk } from './run-chunk.ts'
import { retrySource } from './source-retry.ts'

export interface LocalRunnerOptions {
  readonly mapping: ResolvedMapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  readonly snapshotId: string
  readonly limits: RunnerLimits
  readonly onEvent: (event: RunEvent) => void
}

/** Runs chunks in this thread: one transport and one writer for all, and for each place its own reader and encoders. */
export async function openLocalRunner(options: LocalRunnerOptions): Promise<ChunkRunner> {
  const { mapping, target, limits, onEvent } = options
  const transport = await openTransport(target)
  const writer = createItemWriter({
    transport,
    table: target.table,
    resolvedTable: mapping.table,
    maxBatchItems: limits.batchSize,
    maxInFlight: limits.maxInFlight,
    maxPendingBytes: limits.maxPendingBytes,
    startWriteUnits: limits.startWriteUnits,
    ...(limits.maxWriteUnits === null ? {} : { maxWriteUnits: limits.maxWriteUnits }),
    onEvent,
  })
  const entities = new Map(mapping.entities.map((entity) => [entity.name, entity]))
  const idle: Place[] = []

  return {
    width: limits.width,
    get totals(): RunTotals {
      const { requests, retries, throttles, unprocessed } = writer.totals
      return { requests, retries, throttles, unprocessed }
    },
    async run(chunk, signal) {
      const entity = entities.get(chunk.entity)
      if (entity === undefined)
        throw new PgfoldError('LEDGER_MISUSED', {
          detail: `a chunk of ${chunk.entity}, which the mapping does not have`,
        })
      const place = idle.pop() ?? new Place(options, writer)
      try {
        return await place.run(chunk, entity, signal)
      } finally {
        idle.push(place)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(idle.map((place) => place[Symbol.asyncDispose]()))
      await writer[Symbol.asyncDispose]()
      await transport[Symbol.asyncDispose]()
    },
  }
}

/** A reader with its encoders; one chunk at a time. */
class Place implements AsyncDisposable {
  readonly #options: LocalRunnerOptions
  readonly #writer: ItemWriter
  #client: SourceClient | null = null
  #encoders = new Map<EntityName, RowEncoder>()

  constructor(options: LocalRunnerOptions, writer: ItemWriter) {
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
    const { mapping, source, snapshotId, limits } = this.#options
    this.#client ??= await importSnapshot(source, snapshotId, signal)
    return await runChunk(
      chunk,
      {
        entity,
        table: mapping.table,
        client: this.#client,
        encoderFor: (_entity, columns) => this.#encoder(entity, columns),
        writer: this.#writer,
        maxBatchItems: limits.batchSize,
      },
      signal,
    )
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
