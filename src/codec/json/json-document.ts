import { canonicalNumber } from '../numbers/canonical-number.ts'
import { MAX_VALUE_LEVELS, tooDeep } from '../value/value-levels.ts'
import { ValueError } from '../value/value-error.ts'
import type { AttributeValue } from '../value/attribute-value.ts'

/** Attribute names, those inside maps included, are 1 to 65,535 bytes long (developer guide, "Constraints"). */
export const MAX_NAME_BYTES = 65_535

/**
 * JSON text as a native document: exact numbers, `null` as NULL, of equal keys in one object the last (as PostgreSQL's
 * own `->` and jsonb decide). Throws for more than 32 levels, numbers outside DynamoDB's, lone surrogates and empty
 * names.
 */
export function jsonDocumentFromText(text: string): AttributeValue {
  checkTextLevels(text)
  return toAttribute(parseKeepingNumbers(text))
}

/** A number in its source text: `JSON.parse` alone would round it. */
class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

function parseKeepingNumbers(text: string): unknown {
  const revive = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value
  try {
    return JSON.parse(text, revive)
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ValueError('VALUE_MALFORMED', 'not a JSON text')
    throw cause
  }
}

function toAttribute(value: unknown): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: wellFormed(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (value instanceof NumberText) return { N: canonicalNumber(value.text) }
  if (Array.isArray(value)) return { L: value.map(toAttribute) }
  // fromEntries defines properties, so that a key named __proto__ stays a key.
  return {
    M: Object.fromEntries(
      Object.entries(value as object).map(([name, field]) => [fieldName(name), toAttribute(field)]),
    ),
  }
}

function fieldName(name: string): string {
  const bytes = Buffer.byteLength(wellFormed(name))
  if (bytes === 0) throw new ValueError('VALUE_NOT_REPRESENTABLE', 'an empty name inside a document')
  if (bytes > MAX_NAME_BYTES)
    throw new ValueError('VALUE_NOT_REPRESENTABLE', `a name of ${bytes} bytes inside a document`)
  return name
}

function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new ValueError('VALUE_NOT_REPRESENTABLE', 'half of a surrogate pair')
  return text
}

/**
 * Before parsing, because the parser would recurse as deep as the text says. A scalar or an empty container is a value
 * of the level it stands on; what a container holds lies one deeper.
 */
function checkTextLevels(text: string): void {
  let level = 1
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (betweenValues.has(c)) continue
    if (c === '}' || c === ']') {
      level--
      continue
    }
    if (level > MAX_VALUE_LEVELS) throw tooDeep()
    if (c === '{' || c === '[') level++
    else if (c === '"') i = endOfString(text, i)
  }
}

const betweenValues: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r', ',', ':'])

function endOfString(text: string, quote: number): number {
  let at = quote + 1
  while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1
  return at
}
