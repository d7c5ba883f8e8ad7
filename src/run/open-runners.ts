import { availableParallelism } from 'node:os'
import type { ChunkRunner, RunnerLimits } from './chunk-runner.ts'
import { openLocalRunner, type LocalRunnerOptions } from './local-runner.ts'
import type { RunSettings } from './run-options.ts'
import { openThreadRunner } from './thread-runner.ts'

/**
 * Bytes of encoded items that wait for their outcome, over all threads. Readers' buffers, V8 and the sockets stand beside it; the process is
 * to stay under 300 MB.
 */
const maxPendingBytes = 48 * 1024 * 1024

/** Below this a thread's start (0.2 s) costs more than it brings. */
const rowsWorthThreads = 100_000

/** More threads than this meet the limits of the source and of the memory promised before those of the processor. */
const mostThreads = 4

/** Opens what `settings` ask for, or what the machine and the rows to be loaded suggest. All are open, or none. */
export async function openRunners(options: Omit<LocalRunnerOptions, 'limits'>, settings: RunSettings, rows: number): Promise<readonly ChunkRunner[]> {
  const threads = Math.min(settings.threads ?? suggestedThreads(rows), settings.workers)
  if (threads === 0) return [await openLocalRunner({ ...options, limits: shareOf(settings, 0, 1) })]
  const opened = await Promise.allSettled(Array.from({ length: threads }, (_, index) => openThreadRunner({ ...options, limits: shareOf(settings, index, threads) })))
  const failed = opened.find((attempt) => attempt.status === 'rejected')
  const runners = opened.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
  if (failed === undefined) return runners
  await Promise.all(runners.map((runner) => runner[Symbol.asyncDispose]()))
  throw failed.reason
}

function suggestedThreads(rows: number): number {
  const cores = availableParallelism()
  return cores === 1 || rows < rowsWorthThreads ? 0 : Math.min(cores, mostThreads)
}

/** The limits hold for the run as a whole, so each thread gets its part; what does not divide goes to the first ones. */
function shareOf({ workers, batchSize, maxInFlight, maxWriteUnits }: RunSettings, index: number, threads: number): RunnerLimits {
  const part = (whole: number): number => Math.floor(whole / threads) + (index < whole % threads ? 1 : 0)
  return {
    width: part(workers),
    batchSize,
    maxInFlight: Math.max(1, part(maxInFlight)),
    maxWriteUnits: maxWriteUnits === null ? null : maxWriteUnits / threads,
    maxPendingBytes: maxPendingBytes / threads,
  }
}
