import type { Item } from '../codec/attribute-value.ts'
import type { WireItem, WireValue } from './canonical-item.ts'

/** A value as DynamoDB JSON that JSON.stringify can print: bytes become base64, as on the wire. */
export function valueForReport(value: WireValue | undefined): unknown {
  if (value === undefined) return null
  if ('B' in value) return { B: base64(value.B) }
  if ('BS' in value) return { BS: [...value.BS].map(base64) }
  if ('L' in value) return { L: value.L.map((element: WireValue) => valueForReport(element)) }
  if ('M' in value) return { M: itemForWire(value.M) }
  return value
}

/** A whole item in the form that the service takes. */
export function itemForWire(item: Item | WireItem): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueForReport(value)]))
}

function base64(bytes: Uint8Array | string): string {
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
