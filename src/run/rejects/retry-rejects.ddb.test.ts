import { readFile, stat } from 'node:fs/promises'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import type { TestDatabase } from '../../../servers/test-database.ts'
import type { TestTable } from '../../../servers/test-table.ts'
import { readLedger } from '../../ledger/file-ledger.ts'
import { temporaryDirectory } from '../../ledger/ledger.fixture.ts'
import type { LedgerSummary } from '../../ledger/ledger.ts'
import { keepLast } from '../../mapping/language/duplicates.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { migrate } from '../migrate.ts'
import type { MigrateOptions } from '../run-options.ts'
import type { RunResult } from '../run-result.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from '../small-shop.fixture.ts'
import { shopMapping } from '../small-shop.mapping.fixture.ts'
import { retryRejects } from './retry-rejects.ts'
import type { RetryRejectsOptions, RetryRejectsResult } from './retry-rejects-options.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const figures = {
  members: 60,
  oversize: 3,
  likes: 200,
  duplicateLikes: 10,
  likesWithoutNote: 7,
  orphans: 2,
}

interface Shop {
  readonly database: TestDatabase
  readonly table: TestTable
  readonly run: RunResult
  readonly options: MigrateOptions
  retry(changes?: Partial<RetryRejectsOptions>): Promise<RetryRejectsResult>
  put(item: Readonly<Record<string, { readonly S: string }>>): Promise<void>
}

async function loadedShop(use: (shop: Shop) => Promise<void>, changes: Partial<MigrateOptions> = {}): Promise<void> {
  await using database = await shopDatabase(figures)
  await using table = await shopTable()
  await using directory = await temporaryDirectory()
  const options = { ...shopOptions(database, table, directory.path), ...changes }
  const run = await migrate(options, ignore, never)
  expect(run).toMatchObject({ outcome: 'completed' })
  await use({
    database,
    table,
    run,
    options,
    retry: (more = {}) => retryRejects({ ...options, runId: run.summary.runId, ...more }, ignore, never),
    async put(item) {
      const client = new DynamoDBClient(table.clientConfig)
      await client.send(new PutItemCommand({ TableName: table.name, Item: { ...item } }))
      client.destroy()
    },
  })
}

async function rejectsOf({
  rejectFile,
}: RunResult): Promise<readonly { entity: string; source_key: { id: string } }[]> {
  return (await readFile(rejectFile, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { entity: string; source_key: { id: string } })
}

/** The figures still add up, and are those of the file. */
async function expectConserved(run: RunResult, summary: LedgerSummary): Promise<void> {
  expect(summary).toEqual(await readLedger(run.stateFile.replace(/\/[^/]*$/, ''), run.summary.runId))
  for (const { total, counted, read, written, collapsed, rejected } of summary.entities) {
    expect(read).toBe(written + collapsed + rejected)
    expect([total, counted]).toEqual([read, read])
  }
  expect(await rejectsOf(run)).toHaveLength(summary.entities.reduce((sum, { rejected }) => sum + rejected, 0))
}

function entity(summary: LedgerSummary, name: string): LedgerSummary['entities'][number] {
  const found = summary.entities.find((each) => each.entity === name)
  if (found === undefined) throw new Error(`no entity ${name}`)
  return found
}

describe('a retry of rejected rows', { timeout: 120_000 }, () => {
  it('writes what was fixed, keeps what was not, says what is gone, and is the table of a new run', async () => {
    await loadedShop(async ({ database, table, run, options, retry }) => {
      await database.query(`
        UPDATE notes SET body = 'short now' WHERE id = 1000001;
        DELETE FROM notes WHERE id = 1000002;
        UPDATE likes SET note_id = 50, member_id = 51 WHERE id IN (2000001, 2000002);
        UPDATE likes SET note_id = 1, member_id = 2 WHERE id = 2000003;
        DELETE FROM likes WHERE id = 2000004`)
      const before = await readFile(run.rejectFile)
      const dry = await retry({ dryRun: true })
      expect(dry).toMatchObject({ outcome: 'completed', rejects: 10, left: 4, dryRun: true })
      expect(await readFile(run.rejectFile)).toEqual(before)
      expect(dry.summary).toEqual(run.summary)

      const result = await retry()
      expect(result).toMatchObject({
        outcome: 'completed',
        error: null,
        rejects: 10,
        left: 4,
        counts: { written: 2, collapsed: 2, gone: 2, rejected: 4, stands: 0, present: 0, untraceable: 0 },
      })
      await expectConserved(run, result.summary)
      expect(entity(result.summary, 'NOTE')).toMatchObject({
        rejected: 1,
        written: entity(run.summary, 'NOTE').written + 1,
      })
      expect(entity(result.summary, 'LIKE')).toMatchObject({
        rejected: 3,
        written: entity(run.summary, 'LIKE').written + 1,
        collapsed: entity(run.summary, 'LIKE').collapsed + 2,
        read: entity(run.summary, 'LIKE').read - 1,
      })
      expect((await rejectsOf(run)).map(({ source_key: { id } }) => id).toSorted()).toEqual([
        '1000003',
        '2000005',
        '2000006',
        '2000007',
      ])
      expect((await stat(run.rejectFile)).mode & 0o777).toBe(0o600)

      await using other = await shopTable()
      await using directory = await temporaryDirectory()
      await migrate({ ...shopOptions(database, other, directory.path), mapping: options.mapping }, ignore, never)
      // Counts of likes are attributes of members, which are no rejected rows.
      const withoutMembers = async (of: TestTable): Promise<readonly string[]> =>
        (await itemsOf(of)).filter((item) => !item.includes('MEMBER#'))
      expect(await withoutMembers(table)).toEqual(await withoutMembers(other))

      const again = await retry()
      expect(again).toMatchObject({ rejects: 4, left: 4, counts: { rejected: 4 } })
      await expectConserved(run, again.summary)
    })
  })

  it('never writes over an item of somebody else, but where it is asked to', async () => {
    await loadedShop(async ({ database, table, run, retry, put }) => {
      await database.query(`UPDATE notes SET body = 'short' WHERE id = 1000001`)
      const newer = { pk: { S: 'NOTE#1000001' }, sk: { S: 'METADATA' }, body: { S: 'by the application' } }
      await put(newer)
      const kept = await retry()
      expect(kept.counts).toMatchObject({ stands: 1, written: 0 })
      expect(await readFile(run.rejectFile, 'utf8')).toContain('ITEM_STANDS')
      expect((await itemsOf(table)).join('')).toContain('by the application')
      await expectConserved(run, kept.summary)
      const written = await retry({ overwrite: true })
      expect(written.counts).toMatchObject({ stands: 0, written: 1 })
      expect((await itemsOf(table)).join('')).not.toContain('by the application')
      await expectConserved(run, written.summary)
    })
  })

  it('finds in place what an attempt wrote that ended before it was recorded', async () => {
    await loadedShop(async ({ database, run, options, retry }) => {
      await database.query(`UPDATE notes SET body = 'short ' || id WHERE id > 1000000 AND id < 2000000`)
      await database.query(`UPDATE likes SET note_id = 900 + id - 2000000 WHERE id > 2000000`)
      const stop = new AbortController()
      const stopped = await retryRejects(
        { ...options, runId: run.summary.runId },
        (event) => {
          if (event.kind === 'retry-progress') stop.abort('SIGINT')
        },
        stop.signal,
      )
      expect(stopped).toMatchObject({ outcome: 'stopped', error: { code: 'RUN_STOPPED', exit: 3 }, left: 7 })
      await expectConserved(run, stopped.summary)
      const done = await retry()
      expect(done).toMatchObject({ outcome: 'completed', rejects: 7, left: 0, counts: { written: 7 } })
      await expectConserved(run, done.summary)
      expect(await retry()).toMatchObject({ rejects: 0, left: 0 })
    })
  })

  it('lets a row win in its group only where it may write over the item of the group', async () => {
    const { entities, ...rest } = shopMapping.definition
    const { LIKE, ...others } = entities
    if (LIKE === undefined) throw new Error('the shop has no likes')
    const mapping = defineMapping({
      ...rest,
      entities: { ...others, LIKE: { ...LIKE, duplicates: keepLast({ by: ['id'] }) } },
    })
    await loadedShop(
      async ({ database, table, run, retry }) => {
        await database.query('UPDATE likes SET note_id = 1, member_id = 2 WHERE id = 2000003')
        expect((await retry()).counts).toMatchObject({ stands: 1, collapsed: 0 })
        const written = await retry({ overwrite: true })
        expect(written.counts).toMatchObject({ stands: 0, collapsed: 1 })
        expect((await itemsOf(table)).find((item) => item.includes('"NOTE#1"') && item.includes('LIKE#2"'))).toContain(
          '2000003',
        )
        await expectConserved(run, written.summary)
      },
      { mapping },
    )
  })

  it('is refused for hashed keys, other keys and a run that is not complete', async () => {
    await loadedShop(
      async ({ retry }) => {
        await expect(retry()).rejects.toMatchObject({ code: 'RETRY_KEYS_HASHED', exit: 78 })
      },
      { hashKeys: true },
    )
    await loadedShop(async ({ database, run, retry, options }) => {
      const { entities, ...rest } = shopMapping.definition
      const { NOTE, ...others } = entities
      if (NOTE === undefined) throw new Error('the shop has no notes')
      const mapping = defineMapping({
        ...rest,
        entities: { ...others, NOTE: { ...NOTE, key: { pk: 'N#{id}', sk: 'METADATA' } } },
      })
      await expect(retry({ mapping })).rejects.toMatchObject({ code: 'RETRY_OTHER_KEYS', detail: 'NOTE' })
      const policy = defineMapping({ ...rest, entities: { ...others, NOTE: { ...NOTE, attributes: {} } } })
      const codes: string[] = []
      const result = await retryRejects(
        { ...options, runId: run.summary.runId, mapping: policy },
        (event) => {
          if (event.kind === 'warning') codes.push(event.code)
        },
        never,
      )
      expect(result.counts).toMatchObject({ written: 3, rejected: 7 })
      expect(codes).toEqual(['RETRY_OTHER_RULES'])
      await database.query('ALTER TABLE likes ALTER id TYPE numeric')
      await expect(retry()).rejects.toMatchObject({ code: 'RETRY_OTHER_KEYS', detail: 'LIKE' })
      const stopped = new AbortController()
      await using table = await shopTable()
      const open = await migrate(
        { ...options, target: { ...options.target, table: table.name }, rowsPerChunk: 20, drainMs: 0 },
        (event) => {
          if (event.kind === 'chunk-done') stopped.abort('SIGINT')
        },
        stopped.signal,
      )
      await expect(retry({ runId: open.summary.runId })).rejects.toMatchObject({ code: 'RETRY_RUN_OPEN' })
    })
  })
})
