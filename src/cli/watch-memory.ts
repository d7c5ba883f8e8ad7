import { getHeapStatistics } from 'node:v8'

/** Above this share the process is likely to be killed before it can save anything. */
const dangerousShare = 0.92

export interface MemoryUse {
  readonly heapUsed: number
  readonly heapLimit: number
  readonly resident: number
  /** Bytes that the container allows; null without a limit. */
  readonly containerLimit: number | null
}

/** One line about the memory that is nearly used up; null while there is none. */
export function memoryDanger(use: MemoryUse): string | null {
  if (use.heapUsed > use.heapLimit * dangerousShare)
    return `heap ${megabytes(use.heapUsed)} of ${megabytes(use.heapLimit)} MB`
  if (use.containerLimit !== null && use.resident > use.containerLimit * dangerousShare)
    return `${megabytes(use.resident)} of the ${megabytes(use.containerLimit)} MB that the container allows`
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
  const allowed = process.constrainedMemory()
  // Without a limit some systems answer 0, others a number larger than any machine.
  const limited = allowed > 0 && allowed < 2 ** 50
  return {
    heapUsed: heap.used_heap_size,
    heapLimit: heap.heap_size_limit,
    resident: process.memoryUsage.rss(),
    containerLimit: limited ? allowed : null,
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000)
}
