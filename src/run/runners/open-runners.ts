import type { ChunkRunner, RunnerLimits, RunnerOptions } from './chunk-runner.ts'
import { openLocalRunner } from './local-runner.ts'
import type { RunSettings } from '../run-settings.ts'
import { openThreadRunner } from './thread-runner.ts'

/**
 * Bytes of encoded items that wait for their outcome, over all threads. Readers' buffers, V8 and the sockets stand
 * beside it; the process is to stay under 300 MB.
 */
const maxPendingBytes = 12 * 1024 * 1024

interface WriteStart {
  /** Of the table as a whole. */
  readonly startWriteUnits: number | null
}

/**
 * One runner in this thread, or one in each of `settings.threads` threads. All are open, or none. A thread costs 110 to
 * 130 MB: a heap and a copy of the code of its own.
 */
export async function openRunners(
  options: Omit<RunnerOptions, 'limits'>,
  settings: RunSettings & WriteStart,
): Promise<readonly ChunkRunner[]> {
  const threads = Math.min(settings.threads, settings.workers)
  if (threads === 0) return [await openLocalRunner({ ...options, limits: shareOf(settings, 0, 1) })]
  const opened = await Promise.allSettled(
    Array.from({ length: threads }, (_, index) =>
      openThreadRunner({ ...options, limits: shareOf(settings, index, threads) }),
    ),
  )
  const failed = opened.find((attempt) => attempt.status === 'rejected')
  const runners = opened.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
  if (failed === undefined) return runners
  await Promise.all(runners.map((runner) => runner[Symbol.asyncDispose]()))
  throw failed.reason
}

/**
 * The limits hold for the run as a whole, so each thread gets its part; what does not divide goes to the first ones.
 */
function shareOf(
  { workers, batchSize, maxInFlight, maxWriteUnits, startWriteUnits, patienceSeconds }: RunSettings & WriteStart,
  index: number,
  threads: number,
): RunnerLimits {
  const part = (whole: number): number => Math.floor(whole / threads) + (index < whole % threads ? 1 : 0)
  return {
    width: part(workers),
    batchSize,
    maxInFlight: Math.max(1, part(maxInFlight)),
    maxWriteUnits: maxWriteUnits === null ? null : maxWriteUnits / threads,
    startWriteUnits: startWriteUnits === null ? null : startWriteUnits / threads,
    patienceSeconds,
    maxPendingBytes: maxPendingBytes / threads,
  }
}
