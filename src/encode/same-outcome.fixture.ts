import type { AttributeValue, Item } from '../codec/value/attribute-value.ts'
import { attributeDifference } from './attribute-difference.fixture.ts'
import { itemBytes } from './item-bytes.ts'
import { itemWriteUnits } from './item-write-units.fixture.ts'
import { referenceItem } from './reference/reference-item.ts'
import type { ValueTexts } from './reference/render-template.ts'
import type { EncodedRow } from './compiled/row-encoder.ts'
import type { FixtureEntity } from './entity.fixture.ts'

/**
 * Throws, showing both, unless the compiled encoder's outcome is the reference's: item, size and write units, or the
 * code of the reject.
 */
export function expectSameOutcome(
  { mapping, entity, used }: FixtureEntity,
  texts: ValueTexts,
  encoded: EncodedRow,
): void {
  const reference = referenceItem(mapping, entity, texts)
  const differ = (what: string): never => {
    const row = Object.fromEntries(used.map((at) => [at, texts[at]]))
    throw new Error(
      `${what} differs\nrow:       ${JSON.stringify(row)}\nreference: ${shown(reference)}\ncompiled:  ${shown(encoded)}`,
    )
  }
  if (reference.kind === 'rejected' || encoded.kind === 'rejected') {
    if (reference.kind !== encoded.kind) return differ('the outcome')
    if (reference.kind === 'rejected' && encoded.kind === 'rejected' && reference.code !== encoded.row.code)
      differ('the code')
    return
  }
  const json = Buffer.from(encoded.item.json).toString('utf8')
  const item = itemFromJson(json)
  const difference = attributeDifference({ M: reference.item }, { M: item })
  if (difference !== null)
    differ(`the item, at ${difference.path} (${difference.expectedType}, ${difference.foundType})`)
  if (encoded.item.bytes !== itemBytes(reference.item)) differ(`the size (${itemBytes(reference.item)})`)
  if (encoded.item.writeUnits !== itemWriteUnits(mapping.table, reference.item))
    differ(`the write units (${itemWriteUnits(mapping.table, reference.item)})`)
  const keys = [mapping.table.partitionKey, mapping.table.sortKey].filter((name) => name !== null)
  if (!keys.every((name, at) => Object.keys(item)[at] === name)) differ('the place of the keys')
}

/** DynamoDB JSON, binary in base64, as attribute values. */
export function itemFromJson(json: string): Item {
  return Object.fromEntries(
    Object.entries(JSON.parse(json) as Record<string, WireValue>).map(([name, value]) => [name, fromWire(value)]),
  )
}

interface WireValue {
  readonly S?: string
  readonly N?: string
  readonly B?: string
  readonly BOOL?: boolean
  readonly NULL?: true
  readonly L?: readonly WireValue[]
  readonly M?: Readonly<Record<string, WireValue>>
  readonly SS?: readonly string[]
  readonly NS?: readonly string[]
  readonly BS?: readonly string[]
}

function fromWire(wire: WireValue): AttributeValue {
  if (wire.B !== undefined) return { B: Buffer.from(wire.B, 'base64') }
  if (wire.BS !== undefined) return { BS: wire.BS.map((text) => Buffer.from(text, 'base64')) }
  if (wire.L !== undefined) return { L: wire.L.map(fromWire) }
  if (wire.M !== undefined)
    return { M: Object.fromEntries(Object.entries(wire.M).map(([name, value]) => [name, fromWire(value)])) }
  return wire as AttributeValue
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (part instanceof Uint8Array) return Buffer.from(part).toString('utf8').slice(0, 4000)
    if (typeof part === 'object' && part !== null && 'type' in part && part.type === 'Buffer' && 'data' in part)
      return Buffer.from(part.data as number[])
        .toString('utf8')
        .slice(0, 4000)
    return part
  })
}
