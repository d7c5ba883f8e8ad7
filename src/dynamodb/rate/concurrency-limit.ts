/**
 * How many calls may be on the wire. Stays at its maximum while calls are answered; halves when more than about a third
 * of the recent calls failed without being throttled (5xx, no answer), which is overload rather than chance, and grows
 * back by one for every round of answers. Single random failures change nothing.
 */
export class ConcurrencyLimit {
  readonly #maximum: number
  #limit: number
  #failureShare = 0
  #cutAt = -Infinity

  constructor(maximum: number) {
    this.#maximum = maximum
    this.#limit = maximum
  }

  get value(): number {
    return Math.floor(this.#limit)
  }

  answered(): void {
    this.#failureShare *= 0.9
    if (this.#limit < this.#maximum) this.#limit = Math.min(this.#maximum, this.#limit + 1 / this.#limit)
  }

  failed(now: number): void {
    this.#failureShare = this.#failureShare * 0.9 + 0.1
    if (this.#failureShare < 0.35 || now - this.#cutAt < 500) return
    this.#cutAt = now
    this.#limit = Math.max(1, this.#limit / 2)
  }
}
