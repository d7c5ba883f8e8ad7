/** The share of a call that is refused whatever the rate, as far as it is known, and when it has to be doubted. */
export class UsualShare {
  #value = 0
  #doubtAt = 0
  #doubtEvery = firstDoubtEvery
  #recent = { calls: 0, refused: 0 }

  get value(): number {
    return this.#value
  }

  /** Is it time to look again whether a lower rate is refused less? A wrong share would hide a limit for ever. */
  isDoubted(now: number): boolean {
    return this.#value > 0 && now > this.#doubtAt
  }

  /** Notes one call. True: less is refused than was usual, and the share has sunk. */
  note(refusedShare: number): boolean {
    const recent = this.#recent
    recent.calls += 1
    recent.refused += refusedShare
    if (recent.calls < fewerCalls) return false
    this.#recent = { calls: 0, refused: 0 }
    const lately = recent.refused / recent.calls
    if (lately >= 0.7 * this.#value) return false
    this.#value = lately < negligible ? 0 : lately
    return true
  }

  /** At a lower rate the same share was refused. */
  confirm(share: number, now: number): void {
    this.#value = share
    this.#doubtAt = now + this.#doubtEvery
    this.#doubtEvery = Math.min(2 * this.#doubtEvery, lastDoubtEvery)
  }

  /** At a lower rate less was refused: this share, in so many calls. */
  refute(share: number, calls: number, now: number): void {
    if (calls >= enoughCalls) this.#value = Math.min(this.#value, share)
    this.#doubtEvery = firstDoubtEvery
    this.#doubtAt = now + firstDoubtEvery
  }
}

/** Milliseconds until a share is doubted again, at first and after many confirmations. */
const firstDoubtEvery = 3_000
const lastDoubtEvery = 120_000
/** Calls by which it is seen that less is refused. */
const fewerCalls = 256
/** A share told from fewer calls is no figure. */
const enoughCalls = 24
/** Single partitions at their limit refuse that much. */
const negligible = 0.003
