import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { defaultFigures, itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import type { RunEvent } from './run-event.ts'

const never = new AbortController().signal
const members = 2_000
const figures = { ...defaultFigures, members, oversize: 0 }

describe.each([
  { where: 'in the main thread', threads: 0 },
  { where: 'in threads', threads: 2 },
])('a run of large chunks under a low limit, $where', ({ threads }) => {
  it('moves every second; stopped within a chunk it says what the table received, and a resume repeats that only', async () => {
    await using database = await shopDatabase(figures)
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = {
      ...shopOptions(database, table, directory.path),
      entities: ['MEMBER'],
      threads,
      workers: 2,
      rowsPerChunk: 1_500,
      maxWriteUnits: 200,
      drainMs: 1,
    }
    const stop = new AbortController()
    const times: number[] = []
    const events: RunEvent[] = []
    const stopped = await migrate(
      options,
      (event) => {
        events.push(event)
        if (event.kind !== 'chunk-progress') return
        times.push(performance.now())
        if (event.chunk === 1 && event.written >= 500) stop.abort('SIGINT')
      },
      stop.signal,
    )
    expect(stopped).toMatchObject({ outcome: 'stopped', error: null })
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? at))
    // Nine of ten: a busy machine may be late now and then.
    expect(pauses.toSorted((a, b) => a - b)[Math.floor(0.9 * pauses.length)]).toBeLessThan(1_000)

    const durable = stopped.summary.entities.reduce((sum, entity) => sum + entity.written, 0)
    const received = await itemsOf(table)
    expect(stopped.unfinished.written).toBeGreaterThanOrEqual(500)
    expect(durable + stopped.unfinished.written).toBe(received.length)
    expect(events.at(-1)).toMatchObject({ kind: 'run-finished', unfinished: stopped.unfinished })

    const resumed = await resume(
      { ...options, maxWriteUnits: undefined, runId: stopped.summary.runId },
      () => undefined,
      never,
    )
    expect(resumed).toMatchObject({ outcome: 'completed', unfinished: { chunks: 0, written: 0, bytes: 0 } })
    expect(await itemsOf(table)).toHaveLength(members)
    expect(resumed.summary.entities.reduce((sum, entity) => sum + entity.written, 0)).toBe(members)
  })
})
