import { Slab } from '../codec/value/slab.ts'
import { EncodedItem } from './encoded-item.ts'

/** An item made by hand, with a slab of its own. */
export function encodedItem({
  entity,
  json,
  bytes,
  writeUnits,
  sourceKey,
}: Pick<EncodedItem, 'entity' | 'bytes' | 'writeUnits'> & {
  readonly json: Uint8Array
  readonly sourceKey: Uint8Array
}): EncodedItem {
  const end = json.length + sourceKey.length
  const slab = Slab.take(end)
  slab.bytes.set(json)
  slab.bytes.set(sourceKey, json.length)
  slab.hold()
  return new EncodedItem(entity, bytes, writeUnits, { slab, start: 0, jsonEnd: json.length, end })
}
