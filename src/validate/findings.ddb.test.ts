import { describe, expect, it } from 'vitest'
import type { Item } from '../codec/value/attribute-value.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { itemKeyRecord, type KeyRecord } from './digest/key-record.ts'
import { openSnapshot } from '../postgres/snapshot.ts'
import { countDrawable, drawFilters } from './expected/draw-filters.ts'
import { libraryContext, libraryMapping, openLibrary, type Library } from './library.fixture.ts'
import type { Difference, ValidationReport } from './report/report-schema.ts'
import { resolveTable } from '../mapping/resolve-table.ts'
import type { ValidateOptions } from './validate-options.ts'
import { validate } from './validate.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const table = resolveTable(libraryMapping)

function run(
  library: Library,
  depth: ValidateOptions['depth'],
  more: Partial<ValidateOptions> = {},
): Promise<ValidationReport> {
  return validate({ ...library.options, depth, ...more }, ignore, never)
}

function itemAt(library: Library, pk: string, sk = 'METADATA'): Item {
  const item = library.items.find((each) => JSON.stringify(itemKeyRecord(table, each)) === JSON.stringify({ pk, sk }))
  if (item === undefined) throw new Error(`the library has no ${pk} ${sk}`)
  return item
}

function at(report: ValidationReport, key: KeyRecord): Difference | undefined {
  return report.differences.find((difference) => JSON.stringify(difference.key) === JSON.stringify(key))
}

describe('what a difference is called', () => {
  it('names class, attribute, place and both types, and no value', async () => {
    await using library = await openLibrary()
    const reader = itemAt(library, 'READER#1')
    const { mail_sk: _sk, ...half } = itemAt(library, 'READER#2')
    await library.put({ ...reader, balance: { S: '1234567890.123456' }, nick: { S: 'secret-canary' } })
    await library.put(half)
    await library.put({ ...itemAt(library, 'READER#3'), loans: { N: '9999' } })
    await library.put({
      ...itemAt(library, 'BOOK#1'),
      extra: { M: { pages: { N: '10' }, tags: { L: [{ S: 'x' }, { S: 'z' }] } } },
    })
    await library.put({ ...itemAt(library, 'AUTHOR#1'), type: { S: 'READER' } })
    await library.put({ ...itemAt(library, 'AUTHOR#2'), sk: { S: 'ELSEWHERE' } })
    await library.remove({ pk: 'AUTHOR#3', sk: 'METADATA' })
    await library.put({ ...itemAt(library, 'AUTHOR#3'), pk: { S: 'AUTHOR#33' } })
    await library.put({ pk: { S: 'X' }, sk: { S: 'Y' }, type: { S: 'NOBODY' } })
    await library.put({ pk: { S: 'X' }, sk: { S: 'Z' } })
    await library.put({ pk: { S: 'READER#77777' }, sk: { S: 'METADATA' }, type: { S: 'READER' } })
    await library.remove({ pk: 'BOOK#2', sk: 'METADATA' })

    const report = await run(library, { kind: 'all' })
    expect(at(report, { pk: 'READER#1', sk: 'METADATA' })).toMatchObject({
      entity: 'READER',
      class: 'different',
      attributes: [
        { name: 'balance', path: '', expectedType: 'N', foundType: 'S' },
        { name: 'nick', expectedType: 'S', foundType: 'S' },
      ],
    })
    expect(at(report, { pk: 'READER#2', sk: 'METADATA' })).toMatchObject({
      class: 'index-key',
      note: 'only half of the key of by-mail',
      attributes: [{ name: 'mail_sk', expectedType: 'S', foundType: 'absent' }],
    })
    expect(at(report, { pk: 'READER#3', sk: 'METADATA' })).toMatchObject({
      class: 'stale',
      attributes: [{ name: 'loans' }],
    })
    expect(at(report, { pk: 'BOOK#1', sk: 'METADATA' })).toMatchObject({
      class: 'different',
      attributes: [{ name: 'extra', path: '.tags[1]', expectedType: 'S', foundType: 'S' }],
    })
    expect(at(report, { pk: 'AUTHOR#1', sk: 'METADATA' })).toMatchObject({
      entity: 'AUTHOR',
      class: 'different',
      note: 'the item carries another type',
    })
    expect(at(report, { pk: 'AUTHOR#2', sk: 'ELSEWHERE' })).toMatchObject({
      class: 'duplicate',
      relatedKey: { pk: 'AUTHOR#2', sk: 'METADATA' },
    })
    expect(at(report, { pk: 'AUTHOR#33', sk: 'METADATA' })).toMatchObject({
      class: 'wrong-key',
      relatedKey: { pk: 'AUTHOR#3', sk: 'METADATA' },
    })
    expect(at(report, { pk: 'AUTHOR#3', sk: 'METADATA' })).toMatchObject({ class: 'missing', entity: 'AUTHOR' })
    expect(at(report, { pk: 'X', sk: 'Y' })).toMatchObject({ class: 'unknown-type', entity: 'NOBODY' })
    expect(at(report, { pk: 'X', sk: 'Z' })).toMatchObject({ class: 'unknown-type', entity: null })
    expect(at(report, { pk: 'READER#77777', sk: 'METADATA' })).toMatchObject({
      class: 'extra',
      entity: 'READER',
      relatedKey: null,
    })
    expect(at(report, { pk: 'BOOK#2', sk: 'METADATA' })).toMatchObject({ class: 'missing' })
    expect(report.differences).toHaveLength(12)
    expect(report.totals).toMatchObject({ missing: 2, different: 5, extra: 5 })
    expect(report.unknownTypes).toEqual(
      expect.arrayContaining([
        { type: 'NOBODY', items: 1 },
        { type: null, items: 1 },
      ]),
    )
    expect(JSON.stringify(report)).not.toContain('secret-canary')
    expect(report.indexes.every(({ followFromTable }) => followFromTable > 0)).toBe(true)

    const open = await run(library, { kind: 'groups', names: ['READER'] }, { showValues: true })
    expect(at(open, { pk: 'READER#1', sk: 'METADATA' })?.attributes[1]).toMatchObject({
      expected: { S: 'nick 1 😀' },
      found: { S: 'secret-canary' },
    })
    // The author that calls itself a reader is a reader too many.
    expect(open.differences.map(({ key, class: kind }) => `${key['pk'] ?? ''} ${kind}`).sort()).toEqual([
      'AUTHOR#1 extra',
      'READER#1 different',
      'READER#2 index-key',
      'READER#3 stale',
      'READER#77777 extra',
    ])

    const count = await run(library, { kind: 'count' })
    expect(count.ok).toBe(false)
    expect(count.entities.find(({ entity }) => entity === 'BOOK')).toMatchObject({
      expected: 40,
      found: 39,
      missing: 1,
    })
    expect(count.entities.find(({ entity }) => entity === 'READER')).toMatchObject({
      expected: 60,
      found: 62,
      extra: 2,
    })
    expect(count.unknownTypes).toHaveLength(2)

    const sample = await run(library, { kind: 'sample', n: 10_000, seed: 'any' })
    expect(sample.differences).toHaveLength(12)
    expect(sample.sample?.sentence).toMatch(/differ: every item was looked at$/)
  })

  it('counts everything when the table is empty or every item is wrong, and lists as many as asked for', async () => {
    await using library = await openLibrary()
    for (const item of library.items) await library.put({ ...item, surplus: { BOOL: true } })
    const wrong = await run(library, { kind: 'all' }, { maxListed: 7 })
    expect(wrong.totals).toMatchObject({ different: library.items.length, missing: 0, extra: 0, equal: 0 })
    expect(wrong.differences).toHaveLength(7)
    expect(wrong.unlisted).toBe(library.items.length - 7)

    for (const item of library.items) await library.remove(itemKeyRecord(table, item))
    const empty = await run(library, { kind: 'all' }, { maxListed: 7 })
    expect(empty.totals).toMatchObject({ missing: library.items.length, found: 0, different: 0, extra: 0 })
    expect(empty.differences).toHaveLength(7)
  })

  it('draws the same sample for the same seed, and says what it is worth', async () => {
    await using library = await openLibrary()
    const context = await libraryContext(library.options, library.transport)
    await using snapshot = await openSnapshot(context.source, never)
    const draw = async (seed: string): Promise<string[]> => {
      const filters = []
      for (const entity of context.selected)
        filters.push(
          ...(await drawFilters(
            snapshot.client,
            entity,
            5,
            await countDrawable(snapshot.client, entity, never),
            seed,
            never,
          )),
        )
      return filters.map((filter) => filter('r'))
    }
    expect(await draw('a')).toEqual(await draw('a'))
    expect(await draw('b')).not.toEqual(await draw('a'))
    const first = await run(library, { kind: 'sample', n: 40, seed: 'a' })
    expect(first.entities.every(({ sourceRows }) => sourceRows > 0)).toBe(true)
    expect(first.sample?.sentence).toMatch(
      /^0 of \d+ differ: at 95 % confidence fewer than \d+(\.\d+)? % of [\d,]+ items differ$/,
    )
    expect(first.sample?.reverseDrawn).toBeGreaterThan(0)
  })

  it('takes what cannot be read for an error, never for 0', async () => {
    await using library = await openLibrary()
    const gone = {
      ...library.options,
      target: { ...library.options.target, table: 'no-such-table' },
      depth: { kind: 'count' },
    } as const
    await expect(validate(gone, ignore, never)).rejects.toMatchObject({ code: 'VALIDATE_TABLE_MISSING' })
    await library.database.query('DROP TABLE visits')
    await expect(run(library, { kind: 'count' })).rejects.toBeInstanceOf(PgfoldError)
    await expect(
      validate({ ...library.options, depth: { kind: 'sample', n: 0, seed: '' } }, ignore, never),
    ).rejects.toMatchObject({ code: 'VALIDATE_OPTION_INVALID' })
  })
})
