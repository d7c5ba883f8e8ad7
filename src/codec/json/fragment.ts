/**
 * Text that is known before the first row, ready to be copied many times: its UTF-8 bytes, eight to a word, the last
 * word filled up with zeros.
 */
export interface Fragment {
  readonly length: number
  /**
   * Doubles, because a store of one is a single instruction and no number to the engine; UTF-8 has no byte FF, so none
   * of them is NaN, which could change on the way.
   */
  readonly words: Float64Array
}

/** `text` as it stands: JSON punctuation, names that are escaped already. */
export function fragment(text: string): Fragment {
  const bytes = Buffer.from(text, 'utf8')
  const words = new Float64Array(Math.ceil(bytes.length / 8))
  new Uint8Array(words.buffer).set(bytes)
  return { length: bytes.length, words }
}
