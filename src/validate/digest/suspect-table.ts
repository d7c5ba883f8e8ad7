import type { Hash128 } from './hash128.ts'

/** What the drill-down has found for an expected item. */
export type SuspectState = 'unseen' | 'equal' | 'different'

const states: readonly SuspectState[] = ['unseen', 'equal', 'different']

/**
 * The expected items of some buckets, packed: 96 bits of the key's hash, 96 bits of the content's, entity, state. An
 * open-addressing table in typed arrays: 27 bytes a slot, at most 5/8 of the slots taken: five million items fit in 220
 * MB, where a Map of texts would need more than a gigabyte.
 *
 * A foreign key is taken for an expected one with a probability below 1e-15 for ten million of each (96 bits); then it
 * would be reported as different instead of extra, and the second pass, which goes by the key's text, puts that right.
 */
export class SuspectTable {
  readonly capacity: number
  readonly #words: Uint32Array
  readonly #entity: Uint16Array
  readonly #state: Uint8Array
  #size = 0

  /** Holds at most `items` entries. */
  constructor(items: number) {
    let capacity = 64
    while (capacity * 5 < items * 8) capacity *= 2
    this.capacity = capacity
    this.#words = new Uint32Array(capacity * 6)
    // 0 marks an empty slot: entity numbers are stored one higher.
    this.#entity = new Uint16Array(capacity)
    this.#state = new Uint8Array(capacity)
  }

  /** Adds an expected item; the slot, or -1 when this key is there already (two source rows claim it). */
  add(key: Hash128, content: Hash128, entity: number): number {
    const slot = this.#find(key)
    if (this.#entity[slot] !== 0) return -1
    if (this.#size * 8 > this.capacity * 6)
      throw new RangeError(`more than the ${String(this.capacity)} slots were made for`)
    const at = slot * 6
    for (let word = 0; word < 3; word += 1) {
      this.#words[at + word] = key[word] ?? 0
      this.#words[at + 3 + word] = content[word] ?? 0
    }
    this.#entity[slot] = entity + 1
    this.#size += 1
    return slot
  }

  /**
   * Compares a found item with the expected one of its key and marks that: its slot, or -1 when nothing expects the
   * key.
   */
  meet(key: Hash128, content: Hash128): { readonly slot: number; readonly state: SuspectState } {
    const slot = this.#find(key)
    if (this.#entity[slot] === 0) return { slot: -1, state: 'unseen' }
    const at = slot * 6 + 3
    const equal =
      this.#words[at] === content[0] && this.#words[at + 1] === content[1] && this.#words[at + 2] === content[2]
    this.#state[slot] = equal ? 1 : 2
    return { slot, state: equal ? 'equal' : 'different' }
  }

  slotOf(key: Hash128): number {
    const slot = this.#find(key)
    return this.#entity[slot] === 0 ? -1 : slot
  }

  stateOf(slot: number): SuspectState {
    return states[this.#state[slot] ?? 0] ?? 'unseen'
  }

  entityOf(slot: number): number {
    return (this.#entity[slot] ?? 0) - 1
  }

  /** Entity number and state of every entry. */
  *entries(): Generator<{ readonly slot: number; readonly entity: number; readonly state: SuspectState }> {
    for (let slot = 0; slot < this.capacity; slot += 1) {
      const entity = this.#entity[slot] ?? 0
      if (entity !== 0) yield { slot, entity: entity - 1, state: this.stateOf(slot) }
    }
  }

  /** The slot of a key, or the empty slot where it belongs. The hash is uniform: linear probing stays short. */
  #find(key: Hash128): number {
    const mask = this.capacity - 1
    let slot = (key[0] ?? 0) & mask
    for (;;) {
      if (this.#entity[slot] === 0) return slot
      const at = slot * 6
      if (this.#words[at] === key[0] && this.#words[at + 1] === key[1] && this.#words[at + 2] === key[2]) return slot
      slot = (slot + 1) & mask
    }
  }
}

/** Bytes of a table for so many items. */
export function suspectTableBytes(items: number): number {
  let capacity = 64
  while (capacity * 5 < items * 8) capacity *= 2
  return capacity * 27
}
