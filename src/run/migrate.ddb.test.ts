import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { keyHashing } from '../key-hashing.ts'
import { readLedger } from '../ledger/file-ledger.ts'
import type { RunEvent } from './run-event.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import { defaultFigures, itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const { members, oversize, orphans, likes, duplicateLikes, likesWithoutNote } = defaultFigures
const totalRows = members + (members + oversize + orphans) + (likes + duplicateLikes + likesWithoutNote)

describe('migrate', () => {
  it('writes every row or names it, and its figures add up', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const events: RunEvent[] = []
    const result = await migrate(
      { ...shopOptions(database, table, directory.path), rowsPerChunk: 100 },
      (event) => events.push(event),
      never,
    )

    expect(result.error).toBeNull()
    expect(result.outcome).toBe('completed')
    expect(result.summary).toEqual(await readLedger(directory.path, result.summary.runId))
    expect(result.summary.entities).toMatchObject([
      {
        entity: 'MEMBER',
        total: members,
        read: members,
        written: members,
        collapsed: 0,
        rejected: 0,
        indexKeysSkipped: { 'by-mail': members / 5 },
      },
      {
        entity: 'NOTE',
        total: members + oversize + orphans,
        written: members + orphans,
        rejected: oversize,
        lookupsMissed: { author: orphans },
      },
      {
        entity: 'LIKE',
        total: likes + duplicateLikes + likesWithoutNote,
        written: likes,
        collapsed: duplicateLikes,
        rejected: likesWithoutNote,
      },
    ])
    const items = await itemsOf(table)
    expect(items).toHaveLength(members + members + orphans + likes)
    expect(result.summary.totals.requests).toBeGreaterThanOrEqual(items.length / 25)

    const rejects = (await readFile(result.rejectFile, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { entity: string; source_key: { id: string }; reason: { code: string } })
    expect(
      rejects.map(({ entity, source_key, reason }) => `${entity} ${source_key.id} ${reason.code}`).toSorted(),
    ).toEqual([
      ...Array.from({ length: likesWithoutNote }, (_, index) => `LIKE ${2000001 + index} VALUE_KEY_NULL`),
      ...Array.from({ length: oversize }, (_, index) => `NOTE ${1000001 + index} VALUE_ITEM_TOO_LARGE`),
    ])

    expect(
      events
        .map(({ kind }) => kind)
        .filter((kind, at, kinds) => kinds.indexOf(kind) === at && !['throttled', 'retried'].includes(kind))
        .slice(0, 3),
    ).toEqual(['run-started', 'snapshot-taken', 'planned'])
    const planned = events.find((event) => event.kind === 'planned')
    expect(planned).toMatchObject({ estimated: true, done: 0 })
    expect(Math.abs((planned?.total ?? 0) - totalRows)).toBeLessThan(0.05 * totalRows)
    expect(events.filter((event) => event.kind === 'entity-done').map(({ entity, total }) => [entity, total])).toEqual(
      expect.arrayContaining(result.summary.entities.map(({ entity, total }) => [entity, total])),
    )
    expect(result.summary.entities.every(({ estimated }) => !estimated)).toBe(true)
    expect(events.filter((event) => event.kind === 'group-done')).toEqual(
      expect.arrayContaining([
        { kind: 'group-done', group: 'members', rows: members },
        { kind: 'group-done', group: 'notes', rows: totalRows - members },
      ]),
    )
    expect(events.filter((event) => event.kind === 'chunk-done').reduce((sum, event) => sum + event.read, 0)).toBe(
      totalRows,
    )
    expect(events.at(-1)).toMatchObject({ kind: 'run-finished', outcome: 'completed' })
  })

  it('shows and keeps keys only as hashes where that is asked for, also when it is resumed', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const options = {
      ...shopOptions(database, table, directory.path),
      rowsPerChunk: 100,
      workers: 1,
      drainMs: 60_000,
      hashKeys: { secret: 'pepper' },
    }
    const events: RunEvent[] = []
    const stop = new AbortController()
    const stopped = await migrate(
      options,
      (event) => {
        events.push(event)
        if (event.kind === 'chunk-done') stop.abort('SIGINT')
      },
      stop.signal,
    )
    const result = await resume({ ...options, runId: stopped.summary.runId }, (event) => events.push(event), never)
    expect(result.outcome).toBe('completed')
    const hashed = keyHashing({ secret: 'pepper' })
    const rejects = (await readFile(result.rejectFile, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(rejects).toContainEqual(expect.objectContaining({ source_key: { id: hashed?.text('1000001') } }))
    // A duration may hold any digits.
    const said = JSON.stringify([rejects, events.map((event) => ({ ...event, milliseconds: null }))])
    for (const id of ['1000001', '1000002', '1000003']) expect(said).not.toContain(id)
    // What is done has no bounds any more; what was still to do had to have them.
    const state: unknown = JSON.parse(await readFile(result.stateFile, 'utf8'))
    expect(state).toMatchObject({
      pgfold: {
        entities: Array.from(
          { length: result.summary.entities.length },
          () => expect.objectContaining({ bound: null, pending: [] }) as unknown,
        ),
      },
    })
  })

  it(
    'gives the same table with any number of workers and threads, chunks of any size, or twice over',
    { timeout: 120_000 },
    async () => {
      await using database = await shopDatabase()
      await using directory = await temporaryDirectory()
      const ways = [
        { workers: 1, rowsPerChunk: 10_000 },
        { workers: 3, rowsPerChunk: 37, batchSize: 7 },
        { workers: 4, threads: 2, rowsPerChunk: 250 },
      ]
      const tables: (readonly string[])[] = []
      for (const way of ways) {
        await using table = await shopTable()
        const options = { ...shopOptions(database, table, directory.path), ...way }
        expect(await migrate(options, ignore, never)).toMatchObject({ outcome: 'completed', error: null })
        expect(await migrate({ ...options, onExisting: 'append' }, ignore, never)).toMatchObject({
          outcome: 'completed',
          error: null,
        })
        tables.push(await itemsOf(table))
      }
      expect(tables[1]).toEqual(tables[0])
      expect(tables[2]).toEqual(tables[0])
    },
  )

  it('loads only the entities that are named, and completes those without rows', async () => {
    await using database = await shopDatabase({ ...defaultFigures, likes: 0, duplicateLikes: 0, likesWithoutNote: 0 })
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    const result = await migrate(
      { ...shopOptions(database, table, directory.path), entities: ['members', 'LIKE'] },
      ignore,
      never,
    )
    expect(result.summary.entities).toMatchObject([
      { entity: 'MEMBER', status: 'Completed', written: members },
      { entity: 'LIKE', status: 'Completed', total: 0 },
    ])
    expect(await itemsOf(table)).toHaveLength(members)
  })
})

describe('a run that is stopped', () => {
  for (const threads of [0, 2]) {
    it(`continues where it was, to the same table (${threads} threads)`, { timeout: 120_000 }, async () => {
      await using database = await shopDatabase()
      await using whole = await shopTable()
      await using table = await shopTable()
      await using directory = await temporaryDirectory()
      await migrate(shopOptions(database, whole, directory.path), ignore, never)

      const options = {
        ...shopOptions(database, table, directory.path),
        rowsPerChunk: 50,
        workers: 2,
        threads,
        drainMs: 5,
      }
      let seen = new Set<string>()
      const stopAfter = (
        chunks: number,
      ): { onEvent: (event: RunEvent) => void; signal: AbortSignal; events: RunEvent[] } => {
        const stop = new AbortController()
        const events: RunEvent[] = []
        let done = 0
        return {
          signal: stop.signal,
          events,
          onEvent(event) {
            events.push(event)
            if (event.kind === 'chunk-done' && ++done === chunks) stop.abort('SIGTERM')
          },
        }
      }
      const first = stopAfter(4)
      let result = await migrate(options, first.onEvent, first.signal)
      expect(result).toMatchObject({
        outcome: 'stopped',
        error: null,
        summary: { status: 'Paused', completedAt: null },
      })
      expect(first.events).toContainEqual({ kind: 'draining', reason: 'SIGTERM' })
      const { runId } = result.summary
      let attempts = 1
      let read = 0
      while (result.outcome === 'stopped') {
        const before = result.summary.entities.reduce((sum, entity) => sum + entity.read, 0)
        expect(before).toBeGreaterThan(read)
        read = before
        const next = stopAfter(15)
        result = await resume({ ...options, runId }, next.onEvent, next.signal)
        expect(next.events.find((event) => event.kind === 'planned')).toMatchObject({ done: before })
        const finished = next.events
          .filter((event) => event.kind === 'chunk-done')
          .reduce((sum, event) => sum + event.read, 0)
        // What was durable is not read again.
        expect(result.summary.entities.reduce((sum, entity) => sum + entity.read, 0)).toBe(before + finished)
        seen = new Set(next.events.map((event) => event.kind))
        attempts += 1
      }
      expect(result).toMatchObject({ outcome: 'completed', error: null, alreadyCompleted: false })
      expect(attempts).toBeGreaterThan(2)
      expect(seen).toContain('run-finished')
      expect(result.summary.snapshots).toHaveLength(attempts)
      expect(await itemsOf(table)).toEqual(await itemsOf(whole))
      const lines = (await readFile(result.rejectFile, 'utf8')).trimEnd().split('\n')
      expect(lines).toHaveLength(oversize + likesWithoutNote)
      expect(new Set(lines).size).toBe(lines.length)

      const again = await resume({ ...options, runId }, ignore, never)
      expect(again).toMatchObject({ outcome: 'completed', alreadyCompleted: true })
    })
  }

  it('is told before the start that nothing was written', async () => {
    await using database = await shopDatabase()
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    await expect(
      migrate(shopOptions(database, table, directory.path), ignore, AbortSignal.abort('SIGINT')),
    ).rejects.toMatchObject({ code: 'RUN_STOPPED', detail: 'SIGINT' })
  })
})
