import { gzipSync } from 'node:zlib'
import type { AttributeValue, Item } from '../../codec/value/attribute-value.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type { ResolvedOversize } from '../../mapping/resolved.ts'
import { itemBytes } from '../item-bytes.ts'
import { itemLimit } from '../key-limits.ts'

/** The item as it may be stored: itself where it fits, or what the policy makes of it. */
export function fitItem(item: ReadonlyMap<string, AttributeValue>, oversize: ResolvedOversize): Item {
  const whole = Object.fromEntries(item)
  if (itemBytes(whole) <= itemLimit) return whole
  const fitted = oversize.kind === 'omit' ? withoutAttributes(item, oversize) : withCompressed(item, oversize)
  const bytes = itemBytes(fitted)
  if (bytes <= itemLimit) return fitted
  throw new ValueError(
    'VALUE_ITEM_TOO_LARGE',
    `after "${oversize.kind}" of ${oversize.attributes.join(', ')} the item has ${bytes} bytes, ${itemLimit} are allowed`,
  )
}

function withoutAttributes(item: ReadonlyMap<string, AttributeValue>, { attributes, marker }: ResolvedOversize): Item {
  const rest = new Map(item)
  const done = new Map<string, AttributeValue>()
  const current = (): Item => Object.fromEntries([...rest, [marker, { M: Object.fromEntries(done) }]])
  for (const name of attributes) {
    if (!rest.delete(name)) continue
    done.set(name, { S: 'omitted' })
    if (itemBytes(current()) <= itemLimit) break
  }
  return current()
}

function withCompressed(item: ReadonlyMap<string, AttributeValue>, { attributes, marker }: ResolvedOversize): Item {
  const fitted = new Map(item)
  const done = new Map<string, AttributeValue>()
  for (const name of attributes) {
    const value = item.get(name)
    if (value === undefined) continue
    if ('S' in value) {
      fitted.set(name, { B: gzip(Buffer.from(value.S, 'utf8')) })
      done.set(name, { S: 'gzip:S' })
    } else if ('B' in value) {
      fitted.set(name, { B: gzip(value.B) })
      done.set(name, { S: 'gzip:B' })
    }
  }
  return Object.fromEntries([...fitted, [marker, { M: Object.fromEntries(done) }]])
}

/** Without the byte that names the operating system: the same on all of them. */
function gzip(content: Uint8Array): Uint8Array {
  const compressed = gzipSync(content, { level: 9 })
  compressed[9] = 255
  return compressed
}
