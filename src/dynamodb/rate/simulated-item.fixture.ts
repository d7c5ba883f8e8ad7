import type { EntityName } from '../../brand.ts'
import { encodedItem } from '../../encode/encoded-item.fixture.ts'
import type { EncodedItem } from '../../encode/encoded-item.ts'
import { itemBytes } from '../../encode/item-bytes.ts'
import { itemWriteUnits } from '../../encode/item-write-units.fixture.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'

const entity = 'ITEM' as EntityName
export const simulatedTableKeys: ResolvedTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  keyTypes: { pk: 'S', sk: 'S', gsi1_pk: 'S', gsi1_sk: 'S' },
  entityType: 'type',
  indexes: [{ name: 'gsi1', partitionKey: ['gsi1_pk'], sortKey: ['gsi1_sk'], projection: 'all' }],
}
const padding = 'x'.repeat(4096)

/**
 * Items of 0.2 to 3 KB with exact figures, by number: keys well spread unless one is given; every second one in the
 * index unless told.
 */
export function simulatedItem(
  number: number,
  {
    key,
    inIndex = number % 2 === 0,
  }: { readonly key?: string | undefined; readonly inIndex?: boolean | undefined } = {},
): EncodedItem {
  const item = {
    pk: { S: key ?? `K#${Math.imul(number, 0x9e3779b1) >>> 0}` },
    sk: { S: `S#${number}` },
    ...(inIndex ? { gsi1_pk: { S: `G#${number % 977}` }, gsi1_sk: { S: String(number) } } : {}),
    body: { S: padding.slice(0, 100 + ((Math.imul(number, 0x85ebca6b) >>> 0) % (number % 40 === 0 ? 2800 : 700))) },
  }
  return encodedItem({
    entity,
    json: Buffer.from(JSON.stringify(item)),
    bytes: itemBytes(item),
    writeUnits: itemWriteUnits(simulatedTableKeys, item),
    sourceKey: Buffer.from('{}'),
  })
}
