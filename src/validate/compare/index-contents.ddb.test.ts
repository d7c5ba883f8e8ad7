import { describe, expect, it } from 'vitest'
import type { Item } from '../../codec/value/attribute-value.ts'
import { compareAll } from './compare-all.ts'
import { createFirstPass } from './first-pass.ts'
import { libraryContext, libraryMapping, openLibrary } from '../library.fixture.ts'
import { resolveTable } from '../../mapping/resolve-table.ts'
import { scannedItem } from '../found/scanned-item.fixture.ts'
import type { ScannedItem } from '../found/wire-scanner.ts'
import type { TableReader } from '../found/table-reader.ts'

const table = resolveTable(libraryMapping)

/** No emulator lets its indexes go wrong by themselves: a reader that shows a faulty index stands in for one. */
function withFaultyIndex(
  reader: TableReader,
  index: string,
  fault: (entry: Item) => Item | null,
  more: readonly Item[],
): TableReader {
  const faulty = (items: readonly Item[]): Item[] => items.map(fault).filter((item) => item !== null)
  return {
    units: reader.units,
    retries: reader.retries,
    continueFrom: (units, retries) => reader.continueFrom(units, retries),
    get: (keys, signal) => reader.get(keys, signal),
    async *scan(request, visit, signal) {
      const visitFaulty = (item: ScannedItem): void =>
        faulty([item.parse()]).forEach((entry) => visit(scannedItem(table, entry)))
      yield* reader.scan(request, request.index === index ? visitFaulty : visit, signal)
      if (request.index === index && request.segment === 0) more.forEach((entry) => visit(scannedItem(table, entry)))
    },
    async entries(name, key, signal) {
      const entries = await reader.entries(name, key, signal)
      if (name !== index) return entries
      return [
        ...faulty(entries),
        ...more.filter((item) =>
          Object.entries(key).every(
            ([attribute, text]) => JSON.stringify(item[attribute]) === JSON.stringify({ S: text }),
          ),
        ),
      ]
    },
  }
}

describe('index contents', () => {
  it('names what an index lacks, has too many, or carries otherwise, when the table itself is right', async () => {
    await using library = await openLibrary()
    const extra: Item = {
      pk: { S: 'BOOK#10' },
      sk: { S: 'METADATA' },
      type: { S: 'BOOK' },
      author_pk: { S: 'AUTHOR#5' },
      author_sk: { S: 'BOOK#10' },
    }
    const clean = await libraryContext(library.options, library.transport)
    const context = {
      ...clean,
      table: withFaultyIndex(
        clean.table,
        'by-author',
        (entry) => {
          if (JSON.stringify(entry['pk']) === '{"S":"BOOK#1"}') return null
          return JSON.stringify(entry['pk']) === '{"S":"BOOK#2"}' ? { ...entry, price: { N: '99' } } : entry
        },
        [extra],
      ),
    }
    const pass = createFirstPass({ buckets: 4096, indexBuckets: 4096, segments: 4 }, [
      'by-type',
      'by-mail',
      'by-author',
    ])
    const result = await compareAll(context, pass, () => Promise.resolve())
    expect(result.differences).toEqual([])
    const [byType, byMail, byAuthor] = result.indexes
    expect(byType).toMatchObject({ missing: 0, extra: 0, different: 0, followFromTable: 0 })
    expect(byMail).toMatchObject({ missing: 0, extra: 0, different: 0 })
    expect(byAuthor).toMatchObject({ index: 'by-author', missing: 1, extra: 1, different: 1, followFromTable: 0 })
    expect(
      byAuthor?.differences
        .map(({ key, class: kind, attributes }) => [key['pk'], kind, attributes.map(({ name }) => name)])
        .sort(),
    ).toEqual([
      ['BOOK#1', 'missing', []],
      ['BOOK#10', 'extra', []],
      ['BOOK#2', 'different', ['price']],
    ])
  })

  it('takes an index that the table does not have for empty', async () => {
    await using library = await openLibrary()
    const context = {
      ...(await libraryContext(library.options, library.transport)),
      absentIndexes: new Set(['by-mail']),
    }
    const result = await compareAll(
      context,
      createFirstPass({ buckets: 4096, indexBuckets: 4096, segments: 1 }, ['by-mail']),
      () => Promise.resolve(),
    )
    expect(result.indexes[0]?.missing).toBe(result.indexes[0]?.expected)
    expect(result.indexes[0]?.missing).toBeGreaterThan(0)
  })
})
