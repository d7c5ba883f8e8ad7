import { systemClock, type Clock } from './clock.ts'

/** Waits; throws the signal's own reason when it is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal, clock: Clock = systemClock): Promise<void> {
  signal.throwIfAborted()
  if (milliseconds <= 0) return
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      cancel()
      reject(signal.reason)
    }
    const cancel = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
