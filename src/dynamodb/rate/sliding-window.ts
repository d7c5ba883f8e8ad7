const slotMs = 50
const slots = 24

/** Sums of the last second or so, in slots of 50 ms; a fixed size, no allocation. */
export class SlidingWindow {
  readonly #sums = new Float64Array(slots)
  #newest = 0
  readonly #start: number

  constructor(now: number) {
    this.#start = now
    this.#newest = Math.floor(now / slotMs)
  }

  add(amount: number, now: number): void {
    const slot = this.#advance(now)
    this.#sums[slot] = (this.#sums[slot] ?? 0) + amount
  }

  /** Milliseconds since the start. */
  age(now: number): number {
    return now - this.#start
  }

  /** Amount a second over the last `milliseconds` (at most 1,000), or since the start where that is shorter. */
  rate(milliseconds: number, now: number): number {
    this.#advance(now)
    const whole = Math.min(Math.ceil(milliseconds / slotMs), slots - 2)
    let sum = 0
    for (let back = 0; back <= whole; back++) sum += this.#sums[(this.#newest - back + slots * 2) % slots] ?? 0
    const covered = Math.min(whole * slotMs + (now - this.#newest * slotMs), now - this.#start)
    return (sum / Math.max(covered, slotMs)) * 1000
  }

  /** Clears the slots that have gone by; gives the index of the present one. */
  #advance(now: number): number {
    const current = Math.floor(now / slotMs)
    for (let slot = Math.max(this.#newest + 1, current - slots + 1); slot <= current; slot++)
      this.#sums[slot % slots] = 0
    this.#newest = Math.max(this.#newest, current)
    return this.#newest % slots
  }
}
