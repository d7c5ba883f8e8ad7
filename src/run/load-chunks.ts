import type { Clock } from '../clock.ts'
import type { ChunkResult, Ledger } from '../ledger/ledger.ts'
import type { KeyHashing } from '../key-hashing.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import type { ChunkRunner } from './runners/chunk-runner.ts'
import type { ChunkSchedule } from './chunk-schedule.ts'
import type { EventListener } from './run-event.ts'
import type { GroupProgress } from './group-progress.ts'
import type { StopRequest } from './stop-request.ts'

export interface LoadOptions {
  readonly schedule: ChunkSchedule
  readonly runners: readonly ChunkRunner[]
  readonly ledger: Ledger
  readonly groups: GroupProgress
  readonly stop: StopRequest
  /** How keys of rejected rows are shown and kept; null: as they are. */
  readonly hashing: KeyHashing | null
  readonly onEvent: EventListener
  readonly clock: Clock
}

/**
 * Lets every runner pull chunks until none is left, a stop is asked for, or one fails (which stops the others).
 * Resolves when nothing is under way any more and everything that was finished is durable; the failure, if any, is in
 * `stop`.
 */
export async function loadChunks(options: LoadOptions): Promise<void> {
  const pullers = options.runners.flatMap((runner) => Array.from({ length: runner.width }, () => pull(runner, options)))
  await Promise.all(pullers)
}

async function pull(runner: ChunkRunner, options: LoadOptions): Promise<void> {
  const { schedule, stop, ledger } = options
  // The disk works while the next chunk is read; one commit per puller may be open, so that results do not pile up.
  let commit = Promise.resolve()
  try {
    while (!stop.draining && !stop.hard.aborted) {
      const chunk = await schedule.next()
      if (chunk === null || stop.draining) break
      const stored = await load(chunk, runner, options)
      await commit
      commit = stored()
      commit.catch(stop.fail)
    }
  } catch (error) {
    stop.fail(error)
  }
  await commit.catch(() => undefined)
  ledger.setTotals(totalsOf(options.runners))
}

/** Runs a chunk; what it gives makes the result durable. */
async function load(
  chunk: Chunk,
  runner: ChunkRunner,
  { schedule, ledger, groups, runners, stop, hashing, onEvent, clock }: LoadOptions,
): Promise<() => Promise<void>> {
  const { entity, rows } = chunk
  const group = groups.groupOf(chunk)
  ledger.chunkStarted(chunk)
  onEvent({ kind: 'chunk-started', entity, group, rows, offset: groups.start(chunk) })
  const started = clock.now()
  const result = withHashedKeys(await runner.run(chunk, stop.hard), hashing)
  const milliseconds = clock.now() - started
  schedule.done(chunk, milliseconds)
  return async () => {
    ledger.setTotals(totalsOf(runners))
    await ledger.chunkDone(result)
    groups.counted(chunk, result.counted)
    for (const row of result.rejected) onEvent({ kind: 'rejected', row })
    const { read, written, collapsed, bytes } = result
    const rejected = result.rejected.length
    onEvent({ kind: 'chunk-done', entity, group, read, written, collapsed, rejected, bytes, milliseconds })
    const { entities } = ledger.summary
    const progress = entities.find((candidate) => candidate.entity === entity)
    if (progress?.pending.length === 0) onEvent({ kind: 'entity-done', entity, group, total: progress.total })
    for (const finished of groups.newlyFinished(entities)) onEvent({ kind: 'group-done', ...finished })
  }
}

/** Before the result goes anywhere: the reject file and the events take the keys from it. */
function withHashedKeys(result: ChunkResult, hashing: KeyHashing | null): ChunkResult {
  if (hashing === null) return result
  return {
    ...result,
    rejected: result.rejected.map((row) => ({
      ...row,
      sourceKey: hashing.record(row.sourceKey),
      itemKey: row.itemKey === null ? null : hashing.record(row.itemKey),
    })),
  }
}

function totalsOf(runners: readonly ChunkRunner[]): ChunkRunner['totals'] {
  const sum = { requests: 0, retries: 0, throttles: 0, unprocessed: 0 }
  for (const { totals } of runners) {
    sum.requests += totals.requests
    sum.retries += totals.retries
    sum.throttles += totals.throttles
    sum.unprocessed += totals.unprocessed
  }
  return sum
}
