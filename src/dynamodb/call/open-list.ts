/** A place in an `OpenList`; -1 when it was left. */
export interface OpenEntry<T> {
  readonly value: T
  place: number
}

/**
 * What is open at the moment, in no order: added and removed in constant time, the last taking the place of the one
 * that leaves.
 *
 * Not a Set: a Set that is emptied and filled leaves tables behind of which each points to the next, so that the first
 * to become old keeps all that came later from being collected cheaply. A load that kept its waiting calls in one had
 * 140 MB of dead heap and paid four times as much for each collection (Node 24.21, 2026-11-22).
 */
export class OpenList<T> {
  readonly #entries: OpenEntry<T>[] = []

  get size(): number {
    return this.#entries.length
  }

  /** All that is open now. */
  get values(): readonly T[] {
    return this.#entries.map(({ value }) => value)
  }

  add(value: T): OpenEntry<T> {
    const entry = { value, place: this.#entries.length }
    this.#entries.push(entry)
    return entry
  }

  /** False when it was removed before. */
  remove(entry: OpenEntry<T>): boolean {
    const last = this.#entries.at(-1)
    if (entry.place < 0 || last === undefined) return false
    this.#entries[entry.place] = last
    last.place = entry.place
    this.#entries.pop()
    entry.place = -1
    return true
  }

  /** Takes out any one; undefined when nothing is open. */
  take(): T | undefined {
    const entry = this.#entries.pop()
    if (entry !== undefined) entry.place = -1
    return entry?.value
  }
}
