/** Room for about 280 items of 915 bytes. */
export const SLAB_BYTES = 1 << 18

/** What two thousand items on their way take, and some more. */
const maxSpare = 32

const spare: Slab[] = []

/**
 * Memory in which items lie one after the other. When the last of them is released it is used again: fresh memory comes
 * from the system page by page, and what is dropped waits for the garbage collector. Who never releases an item only
 * leaves its slab to the collector.
 */
export class Slab {
  readonly bytes: Buffer
  readonly view: DataView
  #items = 0
  #isOpen = true

  private constructor(length: number) {
    this.bytes = Buffer.allocUnsafeSlow(length)
    this.view = new DataView(this.bytes.buffer)
  }

  /** One of at least `length` bytes. */
  static take(length: number): Slab {
    if (length !== SLAB_BYTES) return new Slab(length)
    const used = spare.pop()
    if (used === undefined) return new Slab(length)
    used.#isOpen = true
    return used
  }

  /** One more item is complete. */
  hold(): void {
    this.#items++
  }

  /** Nobody reads one of its items any more. */
  release(): void {
    this.#items--
    this.#keepWhenFree()
  }

  /** Nothing more is written to it. */
  close(): void {
    this.#isOpen = false
    this.#keepWhenFree()
  }

  #keepWhenFree(): void {
    if (this.#items === 0 && !this.#isOpen && this.bytes.length === SLAB_BYTES && spare.length < maxSpare)
      spare.push(this)
  }
}
