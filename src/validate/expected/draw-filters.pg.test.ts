import { describe, expect, it } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { allColumns } from '../../mapping/language/attributes.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { resolveMapping } from '../../mapping/resolve-mapping.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import { openSnapshot } from '../../postgres/snapshot.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import { countDrawable, drawFilters } from './draw-filters.ts'

const never = new AbortController().signal

describe('drawing a sample', () => {
  it('draws exactly as many rows as asked for, evenly over the table, whatever the seed', async () => {
    await using database = await testDatabase()
    await database.query(
      'CREATE TABLE rows (id bigint PRIMARY KEY); INSERT INTO rows SELECT n FROM generate_series(1, 20000) n; ANALYZE',
    )
    const mapping = defineMapping({
      name: 'rows',
      table: { partitionKey: 'pk', entityType: 'type' },
      entities: { ROW: { group: 'rows', from: 'rows', key: { pk: 'ROW#{id}' }, attributes: { ...allColumns() } } },
    })
    await using snapshot = await openSnapshot(parseSourceUrl(database.url, {}), never)
    const [entity] = resolveMapping(mapping, await readCatalog(snapshot.client, never)).mapping.entities
    if (entity === undefined) throw new Error('no entity')
    const size = await countDrawable(snapshot.client, entity, never)
    expect(size).toBe(20_000)
    const halves = [0, 0]
    for (const [seed, draws] of [
      ['a', 1],
      ['b', 10],
      ['c', 500],
      ['d', 500],
      ['e', 500],
      ['f', 500],
    ] as const) {
      const filters = await drawFilters(snapshot.client, entity, draws, size, seed, never)
      const ids: number[] = []
      for (const filter of filters)
        ids.push(
          ...(await snapshot.client.rows(`SELECT id FROM rows r WHERE ${filter('r')}`)).map(([id]) => Number(id)),
        )
      expect(new Set(ids).size).toBe(draws)
      if (draws === 500) for (const id of ids) halves[id <= 10_000 ? 0 : 1] = (halves[id <= 10_000 ? 0 : 1] ?? 0) + 1
    }
    // 2,000 draws: 1,000 in either half with a standard deviation of 22; the seeds are fixed, so is the outcome.
    expect(Math.abs((halves[0] ?? 0) - 1000)).toBeLessThan(110)
  })
})
