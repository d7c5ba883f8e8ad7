import { getHeapStatistics } from 'node:v8'

/** Above this share the process is likely to be killed before it can save anything. */
const dangerousShare = 0.92

export interface MemoryUse {
  readonly heapUsed: number
  readonly heapLimit: number
  readonly resident: number
  /** Bytes that the container grants; null without a limit. */
  readonly granted: number | null
}

/** Says in one line what is nearly used up; null while all is well. */
export function memoryDanger(use: MemoryUse): string | null {
  if (use.heapUsed > use.heapLimit * dangerousShare)
    return `heap ${megabytes(use.heapUsed)} of ${megabytes(use.heapLimit)} MB`
  if (use.granted !== null && use.resident > use.granted * dangerousShare)
    return `${megabytes(use.resident)} of the ${megabytes(use.granted)} MB that the container grants`
  return null
}

/**
 * Looks once a second and calls back once, in time for a clean stop: a process that is out of memory cannot report it.
 */
export function watchMemory(onDanger: (detail: string) => void): Disposable {
  const timer = setInterval(() => {
    const danger = memoryDanger(currentUse())
    if (danger === null) return
    clearInterval(timer)
    onDanger(danger)
  }, 1_000)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function currentUse(): MemoryUse {
  const heap = getHeapStatistics()
  const granted = process.constrainedMemory()
  // Without a limit some systems answer 0, others a number larger than any machine.
  const limited = granted > 0 && granted < 2 ** 50
  return {
    heapUsed: heap.used_heap_size,
    heapLimit: heap.heap_size_limit,
    resident: process.memoryUsage.rss(),
    granted: limited ? granted : null,
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000)
}
