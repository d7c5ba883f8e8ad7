import type { AttributeValue, Item } from '../codec/value/attribute-value.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { isRecord } from './is-record.ts'

/** DynamoDB JSON as the service speaks it: like `Item`, but binary values as base64 text. */
export type WireItem = Readonly<Record<string, unknown>>

export function toWireItem(item: Item): WireItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toWire(value)]))
}

export function toWire(value: AttributeValue): unknown {
  if ('B' in value) return { B: base64(value.B) }
  if ('BS' in value) return { BS: value.BS.map(base64) }
  if ('L' in value) return { L: value.L.map(toWire) }
  if ('M' in value) return { M: toWireItem(value.M) }
  return value
}

/**
 * Checks and decodes an item of an answer. An item without binary parts is the parsed object itself: most are, and a
 * copy of each would cost more than the parsing (measured on a scan: 14 us an item for the copy, 10 us for JSON.parse,
 * 2 us for this check).
 */
export function fromWireItem(value: unknown): Item {
  if (!isRecord(value)) throw malformed('an item')
  return isPlainItem(value) ? value : decodedItem(value)
}

function isPlainItem(value: WireItem): value is Item {
  // Object.keys, not for-in: an attribute may be called __proto__, which JSON.parse makes an own property.
  for (const name of Object.keys(value)) if (!isPlain(value[name])) return false
  return true
}

/** A well-formed value with no bytes in it, which reads the same on both sides. */
function isPlain(value: unknown): value is AttributeValue {
  if (!isRecord(value)) return false
  if (typeof value['S'] === 'string' || typeof value['N'] === 'string') return true
  if (isBool(value) || isNull(value) || isTexts(value, 'SS') || isTexts(value, 'NS')) return true
  const { L, M } = value
  if (Array.isArray(L)) return L.every(isPlain)
  return isRecord(M) && isPlainItem(M)
}

function decodedItem(value: WireItem): Item {
  const item: Record<string, AttributeValue> = {}
  for (const name of Object.keys(value)) {
    const attribute = fromWire(value[name])
    if (name === '__proto__')
      Object.defineProperty(item, name, { value: attribute, enumerable: true, configurable: true, writable: true })
    else item[name] = attribute
  }
  return item
}

export function fromWire(value: unknown): AttributeValue {
  if (!isRecord(value)) throw malformed('an attribute')
  if (
    isText(value, 'S') ||
    isText(value, 'N') ||
    isBool(value) ||
    isNull(value) ||
    isTexts(value, 'SS') ||
    isTexts(value, 'NS')
  )
    return value
  if (isText(value, 'B')) return { B: Buffer.from(value.B, 'base64') }
  if (isTexts(value, 'BS')) return { BS: value.BS.map((text) => Buffer.from(text, 'base64')) }
  const { L, M } = value
  if (Array.isArray(L)) return { L: L.map(fromWire) }
  if (isRecord(M)) return { M: fromWireItem(M) }
  throw malformed('an attribute')
}

function isText<Name extends 'S' | 'N' | 'B'>(value: WireItem, name: Name): value is Record<Name, string> {
  return typeof value[name] === 'string'
}

function isTexts<Name extends 'SS' | 'NS' | 'BS'>(value: WireItem, name: Name): value is Record<Name, string[]> {
  const texts = value[name]
  return Array.isArray(texts) && texts.every((text) => typeof text === 'string')
}

function isBool(value: WireItem): value is { BOOL: boolean } {
  return typeof value['BOOL'] === 'boolean'
}

function isNull(value: WireItem): value is { NULL: true } {
  return value['NULL'] === true
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function malformed(what: string): PgfoldError {
  return new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', { detail: `${what} has another shape than documented` })
}
