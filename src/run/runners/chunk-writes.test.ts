import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { EntityName } from '../../brand.ts'
import { encodedItem } from '../../encode/encoded-item.fixture.ts'
import type { EncodedItem } from '../../encode/encoded-item.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import type { ItemWriter, WriteOutcome } from '../../dynamodb/write/item-writer.ts'
import { ChunkWrites } from './chunk-writes.ts'

const table: ResolvedTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  keyTypes: { pk: 'S', sk: 'S' },
  entityType: 'type',
  indexes: [],
}

function item(id: number, padding = 0): EncodedItem {
  const json = Buffer.from(
    JSON.stringify({ pk: { S: `USER#${id}` }, sk: { S: 'METADATA' }, body: { S: 'x'.repeat(padding) } }),
  )
  return encodedItem({
    entity: 'USER' as EntityName,
    json,
    bytes: 100,
    writeUnits: 2,
    sourceKey: Buffer.from(JSON.stringify({ id: String(id) })),
  })
}

function writerOf(write: (items: readonly EncodedItem[]) => Promise<WriteOutcome>): ItemWriter {
  return {
    ready: async () => undefined,
    write,
    totals: { requests: 0, retries: 0, throttles: 0, unprocessed: 0, bytes: 0, writeUnits: 0 },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function writesOf(writer: ItemWriter, onError: (error: unknown) => void = () => undefined): ChunkWrites {
  return new ChunkWrites(
    { writer, table, maxBatchItems: 25, onStored: () => undefined, onError },
    new AbortController().signal,
  )
}

describe('ChunkWrites', () => {
  it('sends full batches at once, the rest at the end, and splits by size', async () => {
    const sizes: number[] = []
    const writes = writesOf(
      writerOf(async (items) => {
        sizes.push(items.length)
        return { written: items.length, refused: [] }
      }),
    )
    for (let id = 0; id < 30; id += 1) writes.add(item(id))
    expect(sizes).toEqual([25])
    for (let id = 30; id < 33; id += 1) writes.add(item(id, 900_000))
    await writes.finish()
    expect(sizes).toEqual([25, 7, 1])
    expect([writes.written, writes.bytes, writes.writeUnits]).toEqual([33, 3300, 66])
  })

  it('names a refused item by source key and item key, and does not count it as stored', async () => {
    const writes = writesOf(
      writerOf(async (items) => ({
        written: items.length - 1,
        refused: items.slice(0, 1).map((refused) => ({ item: refused, code: 'ITEM_REFUSED', detail: 'x' })),
      })),
    )
    writes.add(item(7))
    writes.add(item(8))
    await writes.finish()
    expect(writes.rejected).toEqual([
      {
        entity: 'USER',
        sourceKey: { id: '7' },
        itemKey: { pk: 'USER#7', sk: 'METADATA' },
        code: 'ITEM_REFUSED',
        detail: 'x',
      },
    ])
    expect([writes.written, writes.bytes, writes.writeUnits]).toEqual([1, 100, 2])
  })

  it('tells the first failure at once and throws it at the end', async () => {
    const errors: unknown[] = []
    const writes = writesOf(
      writerOf(async () => {
        throw new Error('refused')
      }),
      (error) => errors.push(error),
    )
    for (let id = 0; id < 60; id += 1) writes.add(item(id))
    await turn()
    expect(errors).toHaveLength(1)
    await expect(writes.finish()).rejects.toThrow('refused')
  })
})
