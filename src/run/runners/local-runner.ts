import { defaultPatience } from '../../dynamodb/call/patience.ts'
import { openTransport } from '../../dynamodb/transport/open-transport.ts'
import { defaultMaxSockets } from '../../dynamodb/transport/target-config.ts'
import { createItemWriter } from '../../dynamodb/write/create-item-writer.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { RunTotals } from '../../ledger/ledger.ts'
import type { ChunkRunner, RunnerOptions } from './chunk-runner.ts'
import { LoadSession } from './load-session.ts'

/** Runs chunks in this thread: one transport and one writer for all, a session of its own for each chunk under way. */
export async function openLocalRunner(options: RunnerOptions): Promise<ChunkRunner> {
  const { mapping, target, limits, onEvent } = options
  // A call without a connection of its own waits for another's answer, and is not under way at all.
  const maxSockets = target.maxSockets ?? Math.max(defaultMaxSockets, limits.maxInFlight)
  const transport = await openTransport({ ...target, maxSockets })
  const writer = createItemWriter({
    transport,
    table: target.table,
    resolvedTable: mapping.table,
    maxBatchItems: limits.batchSize,
    maxInFlight: limits.maxInFlight,
    maxPendingBytes: limits.maxPendingBytes,
    startWriteUnits: limits.startWriteUnits,
    patience: { ...defaultPatience, unavailableMs: limits.patienceSeconds * 1000 },
    ...(limits.maxWriteUnits === null ? {} : { maxWriteUnits: limits.maxWriteUnits }),
    onEvent,
  })
  const entities = new Map(mapping.entities.map((entity) => [entity.name, entity]))
  const idle: LoadSession[] = []

  return {
    width: limits.width,
    get totals(): RunTotals {
      const { requests, retries, throttles, unprocessed } = writer.totals
      return { requests, retries, throttles, unprocessed }
    },
    async run(chunk, signal, onProgress) {
      const entity = entities.get(chunk.entity)
      if (entity === undefined)
        throw new PgfoldError('LEDGER_MISUSED', {
          detail: `a chunk of ${chunk.entity}, which the mapping does not have`,
        })
      const session = idle.pop() ?? new LoadSession(options, writer)
      try {
        return await session.run(chunk, entity, signal, onProgress)
      } finally {
        idle.push(session)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(idle.map((session) => session[Symbol.asyncDispose]()))
      await writer[Symbol.asyncDispose]()
      await transport[Symbol.asyncDispose]()
    },
  }
}
