const quote = 0x22
const backslash = 0x5c

/**
 * The offset behind the JSON value at `start`; -1 where there is no whole value. Structure is
 * followed (strings, brackets), words and numbers are not checked: whoever reads the slice does that.
 */
export function skipJsonValue(bytes: Uint8Array, start: number): number {
  let depth = 0
  let at = start
  for (;;) {
    const code = bytes[at]
    if (code === undefined) return -1
    if (code === quote) {
      at = skipText(bytes, at)
      if (at === -1) return -1
      if (depth === 0) return at
      continue
    }
    if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1
      if (depth < 0) return -1
      if (depth === 0) return at + 1
    } else if (depth === 0) {
      // A word or a number ends where a separator stands.
      while (at < bytes.length && bytes[at] !== 0x2c && bytes[at] !== 0x7d && bytes[at] !== 0x5d) at += 1
      return at === start ? -1 : at
    }
    at += 1
  }
}

function skipText(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const code = bytes[at]
    if (code === quote) return at + 1
    if (code === backslash) at += 1
  }
  return -1
}

/** The offset of the next byte that is no white space. */
export function skipBlank(bytes: Uint8Array, start: number): number {
  let at = start
  for (let code = bytes[at]; code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; code = bytes[at]) at += 1
  return at
}
