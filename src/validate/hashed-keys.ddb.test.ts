import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { keyHashing } from '../key-hashing.ts'
import { itemKeyRecord } from './digest/key-record.ts'
import { libraryMapping, openLibrary } from './library.fixture.ts'
import { resolveTable } from '../mapping/resolve-table.ts'
import { repair, type RepairEvent } from './repair/repair.ts'
import { validate } from './validate.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const table = resolveTable(libraryMapping)
const hashKeys = { secret: 'pepper' }

describe('a report with hashed keys', () => {
  it('names no key, and a repair with its secret finds them all again', { timeout: 120_000 }, async () => {
    await using library = await openLibrary()
    const [lost, changed] = [library.items[0], library.items[1]]
    if (lost === undefined || changed === undefined) throw new Error('the library is empty')
    await library.remove(itemKeyRecord(table, lost))
    await library.put({ ...changed, stranger: { S: 'x' } })
    await library.put({ pk: { S: 'NOBODY#77777' }, sk: { S: 'METADATA' }, type: { S: 'READER' } })

    let files = { reportFile: '', htmlFile: '' as string | null }
    const report = await validate(
      { ...library.options, depth: { kind: 'all' }, hashKeys },
      (event) => {
        if (event.kind === 'validation-finished') files = event
      },
      never,
    )
    expect(report.totals).toMatchObject({ missing: 1, different: 1, extra: 1 })
    const written = (await readFile(files.reportFile, 'utf8')) + (await readFile(files.htmlFile ?? '', 'utf8'))
    for (const item of [lost, changed]) expect(written).not.toContain(itemKeyRecord(table, item)['pk'])
    expect(written).not.toContain('NOBODY#77777')
    expect(report.differences.map(({ key }) => key)).toContainEqual(
      keyHashing(hashKeys)?.record(itemKeyRecord(table, lost)),
    )

    const options = { ...library.options, report: files.reportFile, dryRun: false, deleteExtras: true }
    for (const wrong of [undefined, true, { secret: 'salt' }]) {
      await expect(repair({ ...options, hashKeys: wrong }, ignore, never)).rejects.toMatchObject({
        code: 'VALIDATE_REPORT_FOREIGN',
        fix: expect.stringContaining('PGFOLD_KEY_SECRET'),
      })
    }
    const events: RepairEvent[] = []
    const result = await repair({ ...options, hashKeys }, (event) => events.push(event), never)
    expect(result).toMatchObject({ ok: true, keys: 3, equalAlready: 0 })
    expect(events[0]).toMatchObject({ kind: 'keys-sought', keys: 3 })
    expect(JSON.stringify([result, events])).not.toContain('NOBODY#77777')
    expect(await validate({ ...library.options, depth: { kind: 'all' } }, ignore, never)).toMatchObject({ ok: true })
  })

  it('is not made together with values, which hold keys', async () => {
    await using library = await openLibrary()
    await expect(
      validate({ ...library.options, depth: { kind: 'all' }, hashKeys: true, showValues: true }, ignore, never),
    ).rejects.toMatchObject({ code: 'VALIDATE_OPTION_INVALID' })
  })
})
