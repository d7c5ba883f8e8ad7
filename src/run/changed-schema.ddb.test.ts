import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { TestDatabase } from '../../servers/test-database.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { canonicalJson } from '../mapping/canonical-json.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import type { ResumeOptions } from './run-options.ts'
import type { RunResult } from './run-result.ts'
import { shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/** A run that was stopped after its first chunks. */
async function stoppedRun(
  use: (database: TestDatabase, options: ResumeOptions, stopped: RunResult) => Promise<void>,
): Promise<void> {
  await using database = await shopDatabase()
  await using table = await shopTable()
  await using directory = await temporaryDirectory()
  const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 100, drainMs: 0 }
  const stop = new AbortController()
  const stopped = await migrate(
    options,
    (event) => {
      if (event.kind === 'chunk-done') stop.abort('SIGINT')
    },
    stop.signal,
  )
  expect(stopped.outcome).toBe('stopped')
  await use(database, { ...options, runId: stopped.summary.runId }, stopped)
}

describe('a resume over other tables than the run began with', { timeout: 120_000 }, () => {
  it.each([
    [
      'another type',
      'ALTER TABLE members ALTER balance TYPE text',
      /column balance of public\.members was numeric\(20,4\) and is text collate pg_catalog\.default$/,
    ],
    [
      'another scale',
      'ALTER TABLE members ALTER balance TYPE numeric(20,2)',
      /column balance of public\.members was numeric\(20,4\) and is numeric\(20,2\)$/,
    ],
    [
      'another collation',
      'ALTER TABLE members ALTER name TYPE text COLLATE "C"',
      /column name of public\.members was text collate pg_catalog\.default and is text collate pg_catalog\.C$/,
    ],
    [
      'a new column',
      'ALTER TABLE notes ADD note text',
      /column note of public\.notes was added \(text collate pg_catalog\.default\)$/,
    ],
    [
      'a column less',
      'ALTER TABLE notes DROP body; ALTER TABLE likes ADD word text',
      /(?=.*column body of public\.notes is gone)(?=.*column word of public\.likes was added)/,
    ],
    [
      'an index less by which chunks were cut',
      'DROP INDEX likes_member_id_idx',
      /LIKE was cut by member_id and would now be by note_id$/,
      'RUN_OTHER_CHUNK_KEY',
    ],
    ['a key less', 'ALTER TABLE likes DROP CONSTRAINT likes_pkey', /entity LIKE is read in another way/],
  ])(
    'is refused for %s, with its name, and changes nothing',
    async (_what, change, detail, code = 'RUN_OTHER_SCHEMA') => {
      await stoppedRun(async (database, options, stopped) => {
        await database.query(change)
        await expect(resume(options, ignore, never)).rejects.toMatchObject({
          code,
          detail: expect.stringMatching(detail),
        })
        // Nothing was taken up: the state is the one that the stop left.
        const [kept] = JSON.parse(`[${await readFile(stopped.stateFile, 'utf8')}]`) as [
          { pgfold: { updatedAt: string } },
        ]
        expect(kept.pgfold.updatedAt).toBe(stopped.summary.updatedAt)
      })
    },
  )

  it('goes on when only what no item depends on has changed', async () => {
    await stoppedRun(async (database, options) => {
      await database.query(`
        CREATE UNIQUE INDEX ON notes (id, author_id); CREATE INDEX ON members (mail);
        ALTER TABLE members ALTER name DROP NOT NULL; ALTER TABLE notes ALTER author_id SET STATISTICS 10;
        CREATE TABLE unrelated (id int); ANALYZE`)
      expect(await resume(options, ignore, never)).toMatchObject({ outcome: 'completed', error: null })
    })
  })

  it('is refused for a state that an older version wrote, because it has no record of the columns', async () => {
    await stoppedRun(async (_database, options, { stateFile }) => {
      const {
        checksum: _checksum,
        pgfold,
        ...guide
      } = JSON.parse(await readFile(stateFile, 'utf8')) as { checksum: string; pgfold: Record<string, unknown> }
      const { schema: _schema, ...earlier } = pgfold
      const body = { ...guide, pgfold: { ...earlier, format: 2 } }
      await writeFile(
        stateFile,
        JSON.stringify({ ...body, checksum: createHash('sha256').update(canonicalJson(body)).digest('hex') }),
      )
      await expect(resume(options, ignore, never)).rejects.toMatchObject({ code: 'LEDGER_OLDER' })
    })
  })
})
