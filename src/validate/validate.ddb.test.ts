import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { books, openLibrary, readers } from './library.fixture.ts'
import { reportSchema } from './report/report-schema.ts'
import { validate } from './validate.ts'
import type { ValidationEvent } from './validation-event.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

describe('validate', () => {
  it('finds nothing in a clean table, at every depth', async () => {
    await using library = await openLibrary()
    const events: ValidationEvent[] = []
    const all = await validate({ ...library.options, depth: { kind: 'all' } }, (event) => events.push(event), never)
    expect(all.differences).toEqual([])
    expect(all.indexes.map(({ index, missing, extra, different }) => ({ index, missing, extra, different }))).toEqual(
      ['by-type', 'by-mail', 'by-author'].map((index) => ({ index, missing: 0, extra: 0, different: 0 })),
    )
    expect(all.indexes.every(({ readUnits }) => readUnits > 0)).toBe(true)
    expect(all.indexes.reduce((sum, { readUnits }) => sum + readUnits, 0)).toBeCloseTo(all.readUnits.indexes)
    expect(all.warnings.filter((text) => /^1 rows|row of .* name a/.test(text))).toEqual([])
    expect(all.ok).toBe(true)
    expect(all.totals).toMatchObject({
      found: library.items.length,
      expected: library.items.length,
      equal: library.items.length,
      missing: 0,
      extra: 0,
      different: 0,
      rejected: 6,
    })
    expect(all.entities.find(({ entity }) => entity === 'READER')).toMatchObject({
      sourceRows: readers,
      expected: readers,
      found: readers,
      equal: readers,
    })
    expect(all.entities.find(({ entity }) => entity === 'BOOK')).toMatchObject({
      sourceRows: books + 2,
      expected: books,
      rejected: 2,
      orphans: { author: 3 },
    })
    expect(
      all.entities.every(
        ({ sourceRows, expected, collapsed, rejected }) => sourceRows === expected + collapsed + rejected,
      ),
    ).toBe(true)
    expect(all.digests?.expected).toBe(all.digests?.found)
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'validation-started',
        'snapshot-taken',
        'entity-read',
        'scan-progress',
        'validation-finished',
      ]),
    )

    const path = join(library.directory, 'validation_report_1.json')
    expect(reportSchema.parse(JSON.parse(await readFile(path, 'utf8')))).toEqual(all)
    expect((await stat(path)).mode & 0o777).toBe(0o600)

    const published = z.fromJSONSchema(
      JSON.parse(await readFile(join(import.meta.dirname, '../../docs/report.schema.json'), 'utf8')),
    )
    expect(published.parse(JSON.parse(await readFile(path, 'utf8')))).toEqual(all)
    expect(published.safeParse({ ...all, ok: 'yes' }).success).toBe(false)

    for (const depth of [
      { kind: 'count' },
      { kind: 'groups', names: ['people'] },
      { kind: 'groups', names: ['LOAN', 'books'] },
      { kind: 'sample', n: 50, seed: 'x' },
      { kind: 'sample', n: 100_000, seed: 'y' },
    ] as const) {
      const report = await validate({ ...library.options, depth, id: 'validation_2' }, ignore, never)
      expect(report.differences).toEqual([])
      expect(report.ok).toBe(true)
      expect(published.safeParse(report).error).toBeUndefined()
    }
  })
})
