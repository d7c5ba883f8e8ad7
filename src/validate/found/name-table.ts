/**
 * Attribute names that were seen, each with a number, its rank among them, and the bytes that stand before its value in
 * the canonical form.
 */
export interface NameTable {
  /** The number of the name in `bytes[start…end)`, whose FNV-1a hash is given; learns names it does not know. */
  numberOf(bytes: Uint8Array, start: number, end: number, hash: number): number
  /**
   * Ranks follow the order of JavaScript's sort; they move when a name is learnt, never within an item that holds known
   * names only.
   */
  rankOf(number: number): number
  /** `7:user_id` as bytes. */
  prefixOf(number: number): Uint8Array
  /** Forgets everything when there are too many names to be worth a table, and says so: call it between items. */
  limit(): boolean
}

const slotCount = 2048
/** A table has some dozens of names; more than this, and the table pays no longer. */
const maxNames = 512

/**
 * Names are ASCII without quotes and backslashes: the caller has looked. Two names are told apart by their bytes, the
 * hash only finds them.
 */
export function createNameTable(): NameTable {
  const slots = new Int32Array(slotCount).fill(-1)
  let texts: string[] = []
  let contents: Uint8Array[] = []
  let prefixes: Uint8Array[] = []
  const ranks = new Uint16Array(slotCount)

  function learn(bytes: Uint8Array, start: number, end: number, slot: number): number {
    const number = texts.length
    const content = Uint8Array.prototype.slice.call(bytes, start, end)
    const text = Buffer.from(content).toString('latin1')
    texts.push(text)
    contents.push(content)
    prefixes.push(Uint8Array.from(Buffer.from(`${String(text.length)}:${text}`)))
    slots[slot] = number
    let rank = 0
    for (let other = 0; other < number; other += 1) {
      if ((texts[other] ?? '') < text) rank += 1
      else ranks[other] = (ranks[other] ?? 0) + 1
    }
    ranks[number] = rank
    return number
  }

  return {
    numberOf(bytes, start, end, hash) {
      const length = end - start
      let slot = hash & (slotCount - 1)
      for (;;) {
        const number = slots[slot] ?? -1
        if (number === -1) return learn(bytes, start, end, slot)
        const known = contents[number]
        if (known !== undefined && known.length === length) {
          let at = 0
          while (at < length && known[at] === bytes[start + at]) at += 1
          if (at === length) return number
        }
        slot = (slot + 1) & (slotCount - 1)
      }
    },
    rankOf: (number) => ranks[number] ?? 0,
    prefixOf: (number) => prefixes[number] ?? new Uint8Array(0),
    limit() {
      // An item brings at most 1,024 names: the slots never fill up between two calls.
      if (texts.length < maxNames) return false
      slots.fill(-1)
      texts = []
      contents = []
      prefixes = []
      return true
    },
  }
}
