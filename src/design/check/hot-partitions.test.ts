import { expect, test } from 'vitest'
import type { ResolvedMapping } from '../../mapping/resolved.ts'
import { hotPartitions } from './hot-partitions.ts'
import { partitionsOf } from './key-facts.ts'

const mapping: ResolvedMapping = {
  name: 'shop',
  hash: '',
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: [
      { name: 'type-index', partitionKey: 'type', sortKey: 'sk', projection: 'all' },
      { name: 'gsi1-index', partitionKey: 'gsi1_pk', sortKey: null, projection: 'all' },
    ],
  },
  entities: [],
}

test('an index by entity type takes at least its writes divided by 1,000 a second; keys that are spread are no finding', () => {
  const partitions = partitionsOf(mapping.table)
  for (let item = 0; item < 200_000; item += 1) {
    partitions[0]?.heavy.add(`ORDER#${item}`, 'ORDER', 2)
    partitions[1]?.heavy.add('ORDER', 'ORDER', 2)
    partitions[2]?.heavy.add(item < 50_000 ? 'STATUS#open' : `STATUS#${item}`, 'ORDER', 2)
  }
  expect(
    hotPartitions(mapping, partitions).map(({ severity, place, count, message }) => [severity, place, count, message]),
  ).toEqual([
    [
      'warning',
      'table.indexes.type-index',
      200_000,
      expect.stringMatching(
        /^type-index: all items of ORDER lie under one partition key, 100 % of its writes \(400,000 of 400,000 write units\); at 1,000 a second that takes at least 7 min\./,
      ),
    ],
    [
      'warning',
      'table.indexes.gsi1-index',
      expect.any(Number),
      expect.stringMatching(
        /^gsi1-index: [\d,]+ items, among them of ORDER, lie under one partition key, 25 % of its writes \(\d+,\d+ of 400,000 write units\); at 1,000 a second that takes at least 10\d s$/,
      ),
    ],
  ])
})

test('little data makes no partition hot, and the entity type as a key is a note', () => {
  const partitions = partitionsOf(mapping.table)
  partitions[0]?.heavy.add('ONE', 'ORDER', 1)
  partitions[1]?.heavy.add('ORDER', 'ORDER', 1)
  expect(hotPartitions(mapping, partitions).map(({ severity, place }) => [severity, place])).toEqual([
    ['note', 'table.indexes.type-index'],
  ])
})
