import { systemClock, type Clock } from '../rate/clock.ts'
import { onAbort } from './on-abort.ts'

/** Waits; throws the signal's own reason when it is aborted. */
export async function pause(
  milliseconds: number,
  signal: AbortSignal,
  clock: Pick<Clock, 'after'> = systemClock,
): Promise<void> {
  signal.throwIfAborted()
  if (milliseconds <= 0) return
  await new Promise<void>((resolve, reject) => {
    const forget = onAbort(signal, () => {
      cancel()
      reject(signal.reason)
    })
    const cancel = clock.after(milliseconds, () => {
      forget()
      resolve()
    })
  })
}
