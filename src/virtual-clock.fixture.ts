import type { Clock } from './clock.ts'

export interface VirtualClock extends Clock {
  /** Lets the appointments of the next `milliseconds` come, one after the other, with all that follows from each. */
  run(milliseconds: number): Promise<void>
}

/** Time that passes only when told to; `seed` makes the random numbers repeatable. */
export function virtualClock(seed: number): VirtualClock {
  let time = 0
  let state = seed >>> 0
  let order = 0
  // Sorted by time, then by order of booking; short enough for insertion.
  const appointments: { readonly at: number; readonly order: number; readonly call: () => void }[] = []
  return {
    now: () => time,
    random() {
      // mulberry32
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    },
    after(milliseconds, call) {
      const appointment = { at: time + milliseconds, order: order++, call }
      const place = appointments.findIndex((other) => other.at > appointment.at)
      appointments.splice(place === -1 ? appointments.length : place, 0, appointment)
      return () => {
        const held = appointments.indexOf(appointment)
        if (held !== -1) appointments.splice(held, 1)
      }
    },
    async run(milliseconds) {
      const end = time + milliseconds
      for (;;) {
        // Everything that hangs on promises comes before time moves on.
        await new Promise((resolve) => setImmediate(resolve))
        const next = appointments[0]
        if (next === undefined || next.at > end) break
        appointments.shift()
        time = next.at
        next.call()
      }
      time = end
    },
  }
}
