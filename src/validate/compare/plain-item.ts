import { gunzipSync } from 'node:zlib'
import type { AttributeValue, Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'

/** An item has at most 4 MiB before anything of it is compressed; more is no content of ours, and is not unpacked. */
const maxPlainBytes = 4 << 20

/**
 * The item with what the policy of its entity compressed as it was before, so that two items are equal when their
 * contents are: versions of zlib make different bytes of the same content. What cannot be read back stays as it is.
 * Whether an attribute is compressed is told by the marker of the expected item alone.
 */
export function plainItem(item: Item, expected: Item, { oversize }: ResolvedEntity): Item {
  if (oversize?.kind !== 'gzip' || !Object.hasOwn(expected, oversize.marker)) return item
  const marks = expected[oversize.marker]
  if (marks === undefined || !('M' in marks)) return item
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      const mark = Object.hasOwn(marks.M, name) ? marks.M[name] : undefined
      return [name, mark !== undefined && 'S' in mark && mark.S.startsWith('gzip:') ? plainValue(value) : value]
    }),
  )
}

function plainValue(value: AttributeValue): AttributeValue {
  if (!('B' in value)) return value
  try {
    // A list: what was compressed never equals what was not.
    return { L: [{ B: gunzipSync(value.B, { maxOutputLength: maxPlainBytes }) }] }
  } catch {
    // Damaged: it equals nothing that can be read.
    return value
  }
}
