import { jsonBytes } from './json-bytes.ts'
import { parseJsonPart } from './parse-json-part.ts'
import { parseJsonText, unreadablePage } from './parse-json-text.ts'
import { skipBlank, skipJsonValue } from './skip-json-value.ts'
import type { ScannedItem, WireScanner } from './wire-scanner.ts'

const { quote, comma, colon, openBrace, closeBrace } = jsonBytes

/** An answer of Scan: its items are visited, the rest is parsed. White space between tokens only costs time. */
export function scanAnswer(
  scanner: WireScanner,
  bytes: Buffer,
  visit: (item: ScannedItem) => void,
): Readonly<Record<string, unknown>> {
  const rest: Record<string, unknown> = {}
  let at = skipBlank(bytes, 0)
  if (bytes[at] !== openBrace) throw unreadablePage()
  at = skipBlank(bytes, at + 1)
  if (bytes[at] === closeBrace) return rest
  for (;;) {
    const nameEnd = skipJsonValue(bytes, at)
    if (bytes[at] !== quote || nameEnd === -1) throw unreadablePage()
    const name = parseJsonText(bytes, at, nameEnd)
    at = skipBlank(bytes, nameEnd)
    if (bytes[at] !== colon) throw unreadablePage()
    at = skipBlank(bytes, at + 1)
    if (name === 'Items') at = scanner.scanItems(bytes, at, visit)
    else {
      const stop = skipJsonValue(bytes, at)
      if (stop === -1) throw unreadablePage()
      rest[name] = parseJsonPart(bytes, at, stop)
      at = stop
    }
    at = skipBlank(bytes, at)
    if (bytes[at] === closeBrace) return rest
    if (bytes[at] !== comma) throw unreadablePage()
    at = skipBlank(bytes, at + 1)
  }
}
