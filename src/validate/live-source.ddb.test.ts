import { readFileSync } from 'node:fs'
import { readdir, writeFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLibrary, readers } from './library.fixture.ts'
import { repair } from './repair/repair.ts'
import { validate } from './validate.ts'
import type { ValidationEvent } from './validation-event.ts'
import { reportPath } from './report/write-report.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

describe('a source that changes', () => {
  it(
    'gives no false alarm while changes follow into the table, and still finds what is wrong',
    { timeout: 120_000 },
    async () => {
      await using library = await openLibrary()
      const { pk: _pk, ...author } =
        library.items.find((item) => JSON.stringify(item['pk']) === '{"S":"AUTHOR#5"}') ?? {}
      await library.put({ ...author, pk: { S: 'AUTHOR#5' }, name: { S: 'wrong' } })
      const stop = new AbortController()
      const writer = (async () => {
        for (let n = 1; !stop.signal.aborted; n += 1) {
          const id = 1 + (n % readers)
          const item = library.items.find(
            (each) =>
              JSON.stringify(each['pk']) === `{"S":"READER#${id}"}` &&
              JSON.stringify(each['sk']) === '{"S":"METADATA"}',
          )
          await library.database.query(`UPDATE readers SET note = 'change ${n}' WHERE id = ${id}`)
          // What follows the source is always a little behind.
          await sleep(3)
          await library.put({ ...item, note: { S: `change ${n}` } })
        }
      })()
      let opened = 0
      try {
        for (let round = 0; round < 5; round += 1) {
          const report = await validate(
            { ...library.options, depth: { kind: 'all' }, secondPasses: 8, secondPassPauseMs: 20 },
            (event) => {
              if (event.kind === 'drill-down' && event.index === null) opened += event.buckets
            },
            never,
          )
          expect(report.differences.map(({ key }) => key)).toEqual([{ pk: 'AUTHOR#5', sk: 'METADATA' }])
          expect(report.totals).toMatchObject({ different: 1, missing: 0, extra: 0, indexDifferences: 0 })
        }
      } finally {
        stop.abort()
        await writer
      }
      // The wrong item opens one bucket a round: more of them means that changes were met, looked at again and let go.
      expect(opened).toBeGreaterThan(5)
    },
  )
})

describe('an interrupted validation', () => {
  it('goes on where it was: what was read is not read again, and the result is the same', async () => {
    await using library = await openLibrary()
    await library.remove({ pk: 'AUTHOR#3', sk: 'METADATA' })
    const options = { ...library.options, depth: { kind: 'all' }, scanSegments: 1, readers: 1, saveEveryMs: 0 } as const
    const undisturbed = await validate({ ...options, id: 'validation_9' }, ignore, never)

    const stop = new AbortController()
    const seen: ValidationEvent[] = []
    const interrupted = validate(
      options,
      (event) => {
        seen.push(event)
        if (event.kind === 'entity-read' && seen.filter(({ kind }) => kind === 'entity-read').length === 3)
          stop.abort(new Error('stopped by the test'))
      },
      stop.signal,
    )
    await expect(interrupted).rejects.toThrow('stopped by the test')
    const state = join(library.directory, 'validation_state_validation_1')
    expect(await readdir(library.directory)).toContain('validation_state_validation_1')

    const content = await readFile(state)
    await writeFile(state, Buffer.concat([content.subarray(0, -1), Buffer.from([1])]))
    await expect(validate({ ...options, resumeId: 'validation_1' }, ignore, never)).rejects.toMatchObject({
      code: 'VALIDATE_STATE_DAMAGED',
    })
    await writeFile(state, content)
    await expect(
      validate({ ...options, depth: { kind: 'groups', names: ['books'] }, resumeId: 'validation_1' }, ignore, never),
    ).rejects.toMatchObject({ code: 'VALIDATE_STATE_FOREIGN' })

    // A column that is read differently makes other digests; the same column again is the same source again.
    await library.database.query('ALTER TABLE authors ADD motto text')
    await expect(validate({ ...options, resumeId: 'validation_1' }, ignore, never)).rejects.toMatchObject({
      code: 'VALIDATE_STATE_FOREIGN',
      detail: expect.stringMatching(/^column motto of public\.authors was added \(text/),
    })
    await library.database.query('ALTER TABLE authors DROP motto')
    const earlier = content.subarray(0, content.indexOf(10)).toString().replace('"format":3', '"format":2')
    await writeFile(state, Buffer.concat([Buffer.from(earlier), content.subarray(content.indexOf(10))]))
    await expect(validate({ ...options, resumeId: 'validation_1' }, ignore, never)).rejects.toMatchObject({
      code: 'VALIDATE_STATE_FOREIGN',
      detail: expect.stringContaining('format 2'),
    })
    await writeFile(state, content)

    const again: ValidationEvent[] = []
    const resumed = await validate({ ...options, resumeId: 'validation_1' }, (event) => again.push(event), never)
    const names = (events: readonly ValidationEvent[]): string[] =>
      events.flatMap((event) => (event.kind === 'entity-read' ? [event.entity] : []))
    expect(names(again).filter((name) => names(seen).slice(0, 2).includes(name))).toEqual([])
    expect(resumed.resumed).toBe(true)
    expect(resumed.differences).toEqual(undisturbed.differences)
    expect(resumed.digests).toEqual(undisturbed.digests)
    expect(resumed.totals).toEqual(undisturbed.totals)
    // What an unfinished page or segment has cost is paid twice; the figures are held to the last unit below.
    const contents = ({ indexes }: typeof resumed) => indexes.map((index) => ({ ...index, readUnits: null }))
    expect(contents(resumed)).toEqual(contents(undisturbed))
    expect(await readdir(library.directory)).not.toContain('validation_state_validation_1')
    await expect(validate({ ...options, resumeId: 'validation_1' }, ignore, never)).rejects.toMatchObject({
      code: 'VALIDATE_STATE_MISSING',
    })
  })
})

describe('the read units of a resumed validation', () => {
  const scanOf = (event: ValidationEvent, index: string | null, segmentsDone: number) =>
    event.kind === 'scan-progress' && event.index === index && event.segmentsDone === segmentsDone ? event : null

  it('are those of all attempts after a kill, by the state file as it lay there at that moment', async () => {
    await using library = await openLibrary()
    await library.remove({ pk: 'AUTHOR#3', sk: 'METADATA' })
    const options = { ...library.options, depth: { kind: 'all' }, scanSegments: 1, readers: 1, saveEveryMs: 0 } as const
    const state = join(library.directory, 'validation_state_validation_1')
    const index =
      options.mapping.definition.table.indexes === undefined
        ? ''
        : (Object.keys(options.mapping.definition.table.indexes)[0] ?? '')
    let left: Buffer | null = null
    const undisturbed = await validate(
      options,
      (event) => {
        if (scanOf(event, index, 1) !== null) left ??= readFileSync(state)
      },
      never,
    )
    if (left === null) throw new Error('the index was not scanned')
    await writeFile(state, left)
    const resumed = await validate({ ...options, resumeId: 'validation_1' }, ignore, never)
    expect(undisturbed.readUnits.table).toBeGreaterThan(0)
    expect(undisturbed.readUnits.indexes).toBeGreaterThan(0)
    // No segment was under way: nothing was read twice, nothing is forgotten.
    expect(resumed.readUnits).toEqual(undisturbed.readUnits)
    expect(resumed.indexes).toEqual(undisturbed.indexes)
  })

  it('hold a page whose segment was not at its end twice, as it was paid for twice', async () => {
    await using library = await openLibrary()
    const options = { ...library.options, depth: { kind: 'all' }, scanSegments: 1, readers: 1 } as const
    const undisturbed = await validate({ ...options, id: 'validation_9' }, ignore, never)
    let paid = 0
    const interrupted = validate(
      options,
      (event) => {
        const scan = scanOf(event, null, 0)
        if (scan === null) return
        paid = scan.readUnits
        // Thrown between the page and the end of its segment, where a signal is not looked at.
        throw new Error('stopped by the test')
      },
      never,
    )
    await expect(interrupted).rejects.toThrow('stopped by the test')
    expect(paid).toBeGreaterThan(0)
    const resumed = await validate({ ...options, resumeId: 'validation_1' }, ignore, never)
    expect(resumed.readUnits).toEqual({ ...undisturbed.readUnits, table: undisturbed.readUnits.table + paid })
  })
})

describe('repair', () => {
  it('shows first, guards each write by what was seen, leaves extras unless asked, and refuses a foreign report', async () => {
    await using library = await openLibrary()
    await library.remove({ pk: 'AUTHOR#3', sk: 'METADATA' })
    await library.put({ pk: { S: 'X' }, sk: { S: 'Y' }, type: { S: 'NOBODY' } })
    await validate({ ...library.options, depth: { kind: 'all' } }, ignore, never)
    const report = reportPath(library.directory, 'validation_1')

    const dry = await repair({ ...library.options, report, dryRun: true, deleteExtras: false }, ignore, never)
    expect(dry.actions.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual([
      'leave left',
      'put planned',
    ])
    const still = await validate({ ...library.options, depth: { kind: 'all' }, id: 'validation_2' }, ignore, never)
    expect(still.totals).toMatchObject({ missing: 1, extra: 1 })

    const kept = await repair({ ...library.options, report, dryRun: false, deleteExtras: false }, ignore, never)
    expect(kept).toMatchObject({ ok: false, keys: 2, equalAlready: 0 })
    expect(kept.left.map(({ class: kind }) => kind)).toEqual(['unknown-type'])
    const whole = await repair({ ...library.options, report, dryRun: false, deleteExtras: true }, ignore, never)
    expect(whole).toMatchObject({ ok: true, equalAlready: 1 })

    const content: unknown = JSON.parse(await readFile(report, 'utf8'))
    await writeFile(report, JSON.stringify(Object.assign({}, content, { mapping: { name: 'library', hash: 'other' } })))
    await expect(
      repair({ ...library.options, report, dryRun: true, deleteExtras: false }, ignore, never),
    ).rejects.toMatchObject({ code: 'VALIDATE_REPORT_FOREIGN' })
    await writeFile(report, '{}')
    await expect(
      repair({ ...library.options, report, dryRun: true, deleteExtras: false }, ignore, never),
    ).rejects.toMatchObject({ code: 'VALIDATE_REPORT_UNREADABLE' })
  })
})
