/** What one partition key takes of all writes. */
export interface HeavyKey {
  /** The entity whose item came first under this key. */
  readonly entity: string
  readonly units: number
  readonly items: number
}

interface Tally {
  readonly entity: string
  units: number
  items: number
}

/** Kept between two cleanings; with keys of 2 KB, their limit, that is 20 MB. */
const keptKeys = 5_000

/**
 * The partition keys with the most write units, in bounded memory: whenever twice as many keys as are kept have been
 * seen, the weight of the heaviest dropped key is taken off all of them (Misra and Gries). What is left of a key is at
 * most `error` below the truth and never above it, and no dropped key was heavier than that.
 */
export class HeavyKeys {
  readonly #keys = new Map<string, Tally>()
  total = 0
  /** Write units by which a figure may be too low; 0 while every key is kept. */
  error = 0

  add(key: string, entity: string, units: number): void {
    this.total += units
    const known = this.#keys.get(key)
    if (known === undefined) {
      this.#keys.set(key, { entity, units, items: 1 })
      if (this.#keys.size >= 2 * keptKeys) this.#clean()
      return
    }
    known.units += units
    known.items += 1
  }

  heaviest(): HeavyKey | null {
    let best: Tally | null = null
    for (const tally of this.#keys.values()) if (best === null || tally.units > best.units) best = tally
    return best
  }

  #clean(): void {
    const weights = [...this.#keys.values()].map(({ units }) => units).toSorted((one, two) => two - one)
    const threshold = weights[keptKeys] ?? 0
    this.error += threshold
    for (const [key, tally] of this.#keys) {
      if (tally.units <= threshold) this.#keys.delete(key)
      else tally.units -= threshold
    }
  }
}
