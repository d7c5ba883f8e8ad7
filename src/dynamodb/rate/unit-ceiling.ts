/**
 * The maximum that the user has set (`--max-write-units`), in all units that the service charges: of the table and of
 * its indexes. Unlike a limit of the service it is known, so it is kept to in each second, whatever is refused: a
 * refused item has used its part.
 */
export class UnitCeiling {
  #perSecond: number | null
  #tokens = 0
  #filledAt: number

  constructor(perSecond: number | null, now: number) {
    this.#perSecond = perSecond
    this.#filledAt = now
  }

  /** A new maximum from now on; null: none. */
  set(perSecond: number | null, now: number): void {
    this.#fill(now)
    this.#perSecond = perSecond
    this.#tokens = Math.min(0, this.#tokens)
  }

  get perSecond(): number | null {
    return this.#perSecond
  }

  /** Milliseconds until something may be taken; 0 is now. */
  wait(now: number): number {
    if (this.#perSecond === null) return 0
    this.#fill(now)
    return this.#tokens > 0 ? 0 : Math.max(1, Math.ceil(((1e-6 - this.#tokens) / this.#perSecond) * 1000))
  }

  take(units: number): void {
    if (this.#perSecond !== null) this.#tokens -= units
  }

  #fill(now: number): void {
    if (this.#perSecond !== null)
      this.#tokens = Math.min(
        this.#perSecond * burstSeconds,
        this.#tokens + (this.#perSecond * (now - this.#filledAt)) / 1000,
      )
    this.#filledAt = now
  }
}

/** What may be caught up after the process was busy elsewhere: with a call of a hundredth it stays within 5 % of a second. */
const burstSeconds = 0.02
