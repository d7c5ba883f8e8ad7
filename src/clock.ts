/**
 * Time and chance as the engine sees them. Every wait, every age and every jitter comes from here, so that a test puts a
 * clock of its own in its place and replays hours in seconds, one seed always the same way.
 */
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
