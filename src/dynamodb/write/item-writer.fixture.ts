import type { EntityName } from '../../brand.ts'
import { encodedItem as encoded } from '../../encode/encoded-item.fixture.ts'
import type { EncodedItem } from '../../encode/encoded-item.ts'

const entity = 'USER' as EntityName

/** An item as an encoder would give it; `bytes` only stands in for the exact size. */
export function encodedItem(pk: string, sk = 'x', attributes: Readonly<Record<string, unknown>> = {}): EncodedItem {
  const json = Buffer.from(JSON.stringify({ pk: { S: pk }, sk: { S: sk }, ...attributes }))
  return encoded({
    entity,
    json,
    bytes: json.length,
    writeUnits: Math.ceil(json.length / 1024),
    sourceKey: Buffer.from('{}'),
  })
}

export function itemKey(item: EncodedItem): string {
  const { pk, sk }: { pk: { S: string }; sk: { S: string } } = JSON.parse(Buffer.from(item.json).toString('utf8'))
  return `${pk.S}\n${sk.S}`
}
