const shortEscapes: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}

/** By byte: 1 when the byte cannot stand in a JSON string as it is (RFC 8259, section 7). */
export const needsJsonEscape: Uint8Array = Uint8Array.from({ length: 256 }, (_, c) =>
  c < 0x20 || c === 0x22 || c === 0x5c ? 1 : 0,
)

/** By byte: its escape, the short form where JSON has one; as `JSON.stringify` writes it. */
export const jsonEscapeOf: readonly (string | undefined)[] = Array.from({ length: 256 }, (_, c) =>
  needsJsonEscape[c] === 1 ? (shortEscapes[c] ?? `\\u${c.toString(16).padStart(4, '0')}`) : undefined,
)
