import { expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import type { RunEvent } from '../../src/run/run-event.ts'
import { moveDatabase } from '../moved-database.ts'
import { plainEntity, plainMapping } from './plain-mapping.ts'

const mapping = plainMapping({ ROW: plainEntity('rows', ['id']), OTHER: plainEntity('others', ['id']) })

async function filled(): Promise<TestDatabase> {
  const database = await testDatabase()
  await database.query(`
    CREATE TABLE rows (id int PRIMARY KEY, v text); INSERT INTO rows SELECT n, 'v' || n FROM generate_series(1, 300) n;
    CREATE TABLE others (id int PRIMARY KEY, v text); INSERT INTO others SELECT n, 'v' || n FROM generate_series(1, 300) n`)
  return database
}

/** Runs `change` beside the run when the first chunk is done, and waits for neither. */
function whenUnderWay(change: () => Promise<unknown>): {
  readonly onEvent: (event: RunEvent) => void
  readonly changed: () => Promise<unknown>
} {
  let changing: Promise<unknown> | null = null
  return {
    onEvent(event) {
      if (event.kind === 'chunk-done') changing ??= change().catch((error: unknown) => error)
    },
    changed: () => changing ?? Promise.reject(new Error('no chunk was done')),
  }
}

test('rows that come, go and change while the run goes on do not show: the snapshot decides', async () => {
  await using database = await filled()
  const change = whenUnderWay(() =>
    database.query(
      "INSERT INTO rows SELECT n, 'new' FROM generate_series(301, 400) n; DELETE FROM rows WHERE id % 3 = 0; UPDATE rows SET v = 'changed' WHERE id % 3 = 1; UPDATE rows SET id = id + 1000 WHERE id % 3 = 2",
    ),
  )
  const { items } = await moveDatabase(database, mapping, {
    rowsPerChunk: 20,
    workers: 1,
    onEvent: change.onEvent,
    // The proof looks at the source as it is, so it must be again as it was.
    beforeValidation: async () => {
      expect(await change.changed()).not.toBeInstanceOf(Error)
      await database.query("TRUNCATE rows; INSERT INTO rows SELECT n, 'v' || n FROM generate_series(1, 300) n")
    },
  })
  expect(
    items
      .filter((item) => item['#type']?.S === 'ROW')
      .map((item) => item.v?.S)
      .toSorted(),
  ).toEqual(Array.from({ length: 300 }, (_, at) => `v${at + 1}`).toSorted())
})

test('an index built meanwhile, and new statistics, change nothing', async () => {
  await using database = await filled()
  const change = whenUnderWay(() =>
    database.query('CREATE INDEX CONCURRENTLY ON others (v)').then(() => database.query('ANALYZE')),
  )
  const { items } = await moveDatabase(database, mapping, { rowsPerChunk: 20, workers: 2, onEvent: change.onEvent })
  expect(items).toHaveLength(600)
})

for (const [what, statement] of [
  ['emptied', 'TRUNCATE others'],
  ['dropped', 'DROP TABLE others'],
  ['stripped of a column', 'ALTER TABLE others DROP COLUMN v'],
  ['given another type', 'ALTER TABLE others ALTER v TYPE varchar(20), ALTER id TYPE bigint'],
] as const) {
  test(`a table that shall be ${what} under way is not, for as long as the run reads`, async () => {
    await using database = await filled()
    await database.query("SET lock_timeout = '300ms'")
    const change = whenUnderWay(() => database.query(statement))
    const { items } = await moveDatabase(database, mapping, {
      rowsPerChunk: 20,
      workers: 1,
      onEvent: change.onEvent,
      beforeValidation: async () => void (await change.changed()),
    })
    // Planning has read both tables inside the snapshot's transaction: whoever wants one for itself waits for the end
    // of the run.
    expect(await change.changed()).toMatchObject({ code: '55P03' })
    expect(items).toHaveLength(600)
  })
}
