import { grownRate, type GrowthCurve } from './growth-curve.ts'

/**
 * A token bucket whose rate follows a growth curve. The curve goes on only while the rate is what limits: while less is
 * asked for, the rate neither grows nor sinks (RFC 9438, section 5.8). Units are write units (or read units), time is in
 * milliseconds.
 */
export class PacedRate {
  #curve: GrowthCurve
  /** Milliseconds in which the rate was what limited, since the curve began. */
  #grownMs = 0
  #tokens = 0
  #filledAt: number
  #idleAt: number
  /** The rate stays as it is, whatever is asked for. */
  isHeld = false

  constructor(curve: GrowthCurve, now: number) {
    this.#curve = curve
    this.#filledAt = now
    this.#idleAt = now
  }

  get curve(): GrowthCurve {
    return this.#curve
  }

  get grownMs(): number {
    return this.#grownMs
  }

  /** When the rate last was not what limited. */
  get idleAt(): number {
    return this.#idleAt
  }

  /** Units a second at this moment. */
  rate(now: number): number {
    this.#fill(now)
    return grownRate(this.#curve, this.#grownMs)
  }

  /**
   * Milliseconds until something may be taken; 0 is now. A taker may run the bucket into debt, which the next one waits
   * for.
   */
  wait(now: number): number {
    const rate = this.rate(now)
    return this.#tokens > 0 ? 0 : Math.max(1, Math.ceil(((1e-6 - this.#tokens) / rate) * 1000))
  }

  /** Negative units are given back. */
  take(units: number): void {
    this.#tokens -= units
  }

  /** Another curve from now on; what was saved up at the old rate is gone, and of a debt at most a tenth of a second. */
  follow(curve: GrowthCurve, now: number): void {
    this.#fill(now)
    this.#curve = curve
    this.#grownMs = 0
    this.#tokens = Math.min(0, Math.max(this.#tokens, -curve.from * mostDebtSeconds))
  }

  #fill(now: number): void {
    const elapsed = now - this.#filledAt
    if (elapsed <= 0) return
    const rate = grownRate(this.#curve, this.#grownMs)
    const brim = rate * burstSeconds
    const tokens = this.#tokens + (rate * elapsed) / 1000
    this.#filledAt = now
    if (tokens <= brim) {
      this.#tokens = tokens
      if (!this.isHeld) this.#grownMs += elapsed
      return
    }
    // Units that nobody takes: the rate is not what limits, and what is not tried must not grow.
    this.#idleAt = now
    this.#tokens = elapsed > longestStall ? rate * idleSeconds : brim
  }
}

/** Seconds of units that may be caught up after the process was busy elsewhere; and after a time without work. */
const burstSeconds = 0.05
const idleSeconds = 0.01
/** Milliseconds: longer without a look at the bucket is a time without work. */
const longestStall = 150
/** Seconds for which a fall of the rate may stretch what was taken too much before it. */
const mostDebtSeconds = 0.1
