import { performance } from 'node:perf_hooks'

/** Time as the writer sees it; tests put a clock of their own in its place and replay hours in seconds. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number
  /** Calls once after `milliseconds`; the result takes the appointment back. */
  after(milliseconds: number, call: () => void): () => void
  /** 0 up to 1, for jitter. */
  random(): number
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
