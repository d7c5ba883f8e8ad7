import type { ChunkRunner } from './chunk-runner.ts'
import { openLocalRunner, type LocalRunnerOptions } from './local-runner.ts'
import type { RunSettings } from './run-options.ts'

/**
 * Bytes of encoded items on their way, over all threads. Four readers' buffers, V8 and the TLS sockets stand beside it; the
 * process is to stay under 300 MB.
 */
const maxInFlightBytes = 48 * 1024 * 1024

export async function openRunners(options: Omit<LocalRunnerOptions, 'limits'>, settings: RunSettings): Promise<readonly ChunkRunner[]> {
  const { workers, batchSize, maxInFlight, maxWriteUnits } = settings
  return [await openLocalRunner({ ...options, limits: { width: workers, batchSize, maxInFlight, maxWriteUnits, maxInFlightBytes } })]
}
