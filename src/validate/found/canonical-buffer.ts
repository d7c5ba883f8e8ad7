const colon = 0x3a
const semicolon = 0x3b
const zero = 0x30
const typeN = 0x4e
const typeS = 0x53

/** Up to so many bytes are copied one by one: a call into native code costs more. */
const copiedByHand = 48

/** The canonical form of one item as bytes, written piece by piece and used again for the next item. */
export class CanonicalBuffer {
  #bytes = Buffer.allocUnsafe(64 * 1024)
  #position = 0

  clear(): void {
    this.#position = 0
  }

  /** What was written since `clear`; valid until the next one. */
  content(): Uint8Array {
    return this.#bytes.subarray(0, this.#position)
  }

  bytes(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start)
    this.#copy(source, start, end)
  }

  /** `N12;` of the digits in `source[start…end)`. */
  number(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start + 2)
    this.#byte(typeN)
    this.#copy(source, start, end)
    this.#byte(semicolon)
  }

  /** `S5:` and the UTF-8 in `source[start…end)`, whose length in UTF-16 is `length`. */
  text(source: Uint8Array, start: number, end: number, length: number): void {
    this.#reserve(end - start + 16)
    this.#byte(typeS)
    this.#decimal(length)
    this.#byte(colon)
    this.#copy(source, start, end)
  }

  /** A piece that is canonical already. */
  canonical(text: string): void {
    this.#reserve(text.length * 3)
    this.#position += this.#bytes.write(text, this.#position, 'utf8')
  }

  #reserve(bytes: number): void {
    if (this.#position + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#position + bytes))
    this.#bytes.copy(larger, 0, 0, this.#position)
    this.#bytes = larger
  }

  #byte(code: number): void {
    this.#bytes[this.#position] = code
    this.#position += 1
  }

  #copy(source: Uint8Array, start: number, end: number): void {
    const target = this.#bytes
    let to = this.#position
    if (end - start > copiedByHand) target.set(source.subarray(start, end), to)
    else {
      for (let at = start; at < end; at += 1) {
        target[to] = source[at] ?? 0
        to += 1
      }
    }
    this.#position += end - start
  }

  #decimal(value: number): void {
    if (value >= 10) this.#decimal(Math.floor(value / 10))
    this.#byte(zero + (value % 10))
  }
}
