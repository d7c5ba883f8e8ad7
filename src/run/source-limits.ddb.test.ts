import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import type { RunEvent } from './run-event.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

describe('a run whose snapshot may not become older than a second and a half', { timeout: 240_000 }, () => {
  it('warns, stops with exit code 3, also when resumed, and ends in the same table', async () => {
    await using database = await shopDatabase()
    await using whole = await shopTable()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    await migrate(shopOptions(database, whole, directory.path), ignore, never)

    const options = {
      ...shopOptions(database, table, directory.path),
      rowsPerChunk: 25,
      workers: 1,
      // The whole takes ten seconds and more.
      maxWriteUnits: 300,
      warnSnapshotAgeMs: 250,
      maxSnapshotAgeMs: 1_500,
    }
    const events: RunEvent[] = []
    const first = await migrate(options, (event) => events.push(event), never)
    expect(first).toMatchObject({
      outcome: 'stopped',
      resumable: true,
      error: { code: 'SOURCE_SNAPSHOT_OLD', exit: 3 },
    })
    expect(first.summary).toMatchObject({ status: 'Paused', lastError: { code: 'SOURCE_SNAPSHOT_OLD' } })
    expect(events).toContainEqual({ kind: 'warning', code: 'SOURCE_SNAPSHOT_OLD', detail: 'it is 0 s old' })
    expect(events.map((event) => event.kind)).toContain('draining')
    const read = first.summary.entities.reduce((sum, entity) => sum + entity.read, 0)
    expect(read).toBeLessThan(3000)

    const again = { ...options, runId: first.summary.runId }
    const second = await resume(again, ignore, never)
    expect(second).toMatchObject({ outcome: 'stopped', error: { code: 'SOURCE_SNAPSHOT_OLD' } })
    const { maxSnapshotAgeMs: _limit, maxWriteUnits: _slow, ...unlimited } = again
    expect(await resume(unlimited, ignore, never)).toMatchObject({ outcome: 'completed', error: null })
    expect(await itemsOf(table)).toEqual(await itemsOf(whole))
  })
})
