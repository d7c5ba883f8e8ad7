import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DynamoDBClient, GetItemCommand, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { allColumns, template } from '../../src/mapping/language/attributes.ts'
import { gzipOversize, omitOversize } from '../../src/mapping/language/oversize.ts'
import { defineMapping, type Mapping } from '../../src/mapping/define-mapping.ts'
import { parseRunId } from '../../src/ledger/state-path.ts'
import { retryRejects } from '../../src/run/rejects/retry-rejects.ts'
import { validate } from '../../src/validate/validate.ts'
import { moveDatabase, refusalOf, type LoadedTable } from '../moved-database.ts'

const never = new AbortController().signal
const ignore = (): void => undefined
const table = { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' } as const

async function pages(): Promise<TestDatabase> {
  const database = await testDatabase()
  await database.query(`
    CREATE TABLE pages (id int PRIMARY KEY, title text, body text, notes text, photo bytea);
    INSERT INTO pages SELECT n, 'title ' || n, 'body ' || n, 'notes', '\\x0102' FROM generate_series(1, 40) n;
    INSERT INTO pages VALUES
      (101, 'long body', repeat('é"', 150000), repeat('n', 1000), NULL),
      (102, 'long both', repeat('b', 300000), repeat('n', 300000), '\\x01'),
      (103, 'long bytes', 'short', 'short', decode(repeat('ab', 420000), 'hex')),
      (104, 'film', 'short', 'short', decode(repeat('cd', 20000000), 'hex')),
      (105, repeat('t', 420000), 'short', 'short', NULL);
    -- What nothing can compress.
    INSERT INTO pages SELECT 106, 'noise', string_agg(md5(n::text), '' ORDER BY n), NULL, NULL FROM generate_series(1, 30000) n`)
  return database
}

function pagesMapping(oversize: ReturnType<typeof omitOversize> | 'reject'): Mapping {
  return defineMapping({
    name: 'pages',
    table,
    entities: {
      PAGE: {
        group: 'pages',
        from: 'pages',
        key: { pk: 'PAGE#{id}', sk: 'METADATA' },
        attributes: { ...allColumns(), label: template('{id}/{title}') },
        oversize,
      },
    },
  })
}

const omit = pagesMapping(omitOversize(['photo', 'notes', 'body']))
const gzip = pagesMapping(gzipOversize(['body', 'notes', 'photo'], { marker: 'packed' }))

type Stored = Record<string, AttributeValue>

async function changeItem(
  { table: { name, clientConfig } }: LoadedTable,
  id: number,
  change: (item: Stored) => Stored,
): Promise<void> {
  const client = new DynamoDBClient(clientConfig)
  const key = { pk: { S: `PAGE#${id}` }, sk: { S: 'METADATA' } }
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }))
  await client.send(new PutItemCommand({ TableName: name, Item: change(Item ?? {}) }))
  client.destroy()
}

async function differencesIn({ common }: LoadedTable): Promise<readonly string[]> {
  const report = await validate({ ...common, depth: { kind: 'all' }, secondPassPauseMs: 10 }, ignore, never)
  return report.differences
    .map(({ key, class: kind, attributes }) => `${key['pk']} ${kind} ${attributes.map(({ name }) => name).join(',')}`)
    .toSorted()
}

describe('items over 400 KB', { timeout: 180_000 }, () => {
  it('go without the attributes that the mapping names, are counted, and are proven', async () => {
    await using database = await pages()
    const seen: string[][] = []
    const { items, rejects, run } = await moveDatabase(database, omit, {
      async beforeValidation(loaded) {
        await changeItem(loaded, 102, (item) => ({ ...item, notes: { S: 'n'.repeat(1000) } }))
        await changeItem(loaded, 103, ({ _oversize: _marker, ...item }) => item)
        seen.push([...(await differencesIn(loaded))])
        await changeItem(loaded, 102, ({ notes: _notes, ...item }) => item)
        await changeItem(loaded, 103, (item) => ({ ...item, _oversize: { M: { photo: { S: 'omitted' } } } }))
      },
    })
    expect(seen).toEqual([['PAGE#102 different notes', 'PAGE#103 different _oversize']])
    const byId = new Map(items.map((item) => [item['id']?.N, item]))
    expect(rejects.map(({ source_key: key }) => key['id'])).toEqual(['105'])
    expect(byId.get('101')).toMatchObject({ _oversize: { M: { notes: { S: 'omitted' }, body: { S: 'omitted' } } } })
    expect(Object.keys(byId.get('102') ?? {})).not.toContain('photo')
    expect(byId.get('102')).toMatchObject({ body: { S: 'b'.repeat(300_000) } })
    expect(byId.get('104')).toMatchObject({ body: { S: 'short' }, _oversize: { M: { photo: { S: 'omitted' } } } })
    expect(byId.get('7')).not.toHaveProperty('_oversize')
    expect(run.summary.entities[0]?.oversize).toEqual({ photo: 3, notes: 2, body: 2 })
  })

  it('hold what the mapping names as gzip, and the proof compares what is in it', async () => {
    await using database = await pages()
    const seen: string[][] = []
    const { items, rejects } = await moveDatabase(database, gzip, {
      async beforeValidation(loaded) {
        const packed = (content: Uint8Array | string): AttributeValue => ({ B: gzipSync(content, { level: 1 }) })
        await changeItem(loaded, 101, (item) => {
          const stored = item['body']?.B ?? Buffer.alloc(0)
          const again = packed(gunzipSync(stored))
          expect(Buffer.from(again.B ?? []).equals(Buffer.from(stored))).toBe(false)
          return { ...item, body: again }
        })
        // Other bytes of the same content are no difference.
        seen.push([...(await differencesIn(loaded))])
        const kept = new Map<number, Stored>()
        const keep = (id: number, change: (item: Stored) => Stored) =>
          changeItem(loaded, id, (item) => {
            kept.set(id, item)
            return change(item)
          })
        await keep(101, (item) => ({ ...item, body: packed(`${'é"'.repeat(149_999)}é'`) }))
        await keep(102, (item) => ({ ...item, notes: { B: Buffer.from(item['notes']?.B ?? []).fill(0, 20, 24) } }))
        await keep(103, (item) => ({ ...item, photo: { B: Buffer.alloc(1000) } }))
        seen.push([...(await differencesIn(loaded))])
        for (const [id, item] of kept) await changeItem(loaded, id, () => item)
      },
    })
    expect(seen).toEqual([[], ['PAGE#101 different body', 'PAGE#102 different notes', 'PAGE#103 different photo']])
    const byId = new Map(items.map((item) => [item['id']?.N, item]))
    expect(rejects.map(({ source_key: key }) => key['id']).toSorted()).toEqual(['104', '105', '106'])
    expect(byId.get('102')).toMatchObject({
      packed: { M: { body: { S: 'gzip:S' }, notes: { S: 'gzip:S' }, photo: { S: 'gzip:B' } } },
    })
    const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
    expect(hash(gunzipSync(byId.get('103')?.['photo']?.B ?? Buffer.alloc(0)))).toBe(hash(Buffer.alloc(420_000, 0xab)))
  })

  it('that were rejected are written by a retry under a policy, as a load would have written them', async () => {
    await using database = await pages()
    let differences: readonly string[] | null = null
    // The run's own mapping does not expect what the retry wrote: only the new one does.
    await expect(
      moveDatabase(database, pagesMapping('reject'), {
        async beforeValidation(loaded) {
          const [id = ''] = (await readdir(loaded.common.stateDirectory ?? '.')).flatMap(
            (name) => /^migration_state_(.*)\.json$/.exec(name)?.[1] ?? [],
          )
          const runId = parseRunId(id)
          const retried = await retryRejects({ ...loaded.common, mapping: omit, runId }, ignore, never)
          expect(retried.counts).toMatchObject({ written: 5, rejected: 1 })
          expect(retried.summary.entities[0]?.oversize).toEqual({ photo: 3, notes: 2, body: 2 })
          differences = await differencesIn({ ...loaded, common: { ...loaded.common, mapping: omit } })
        },
      }),
    ).rejects.toThrow(/to deeply equal \[\]/)
    expect(differences).toEqual([])
  })

  it('need attributes that there are, that are in no key, and that can be compressed', async () => {
    await using database = await pages()
    for (const [oversize, message] of [
      [omitOversize(['bodi']), /"bodi" is no attribute of the entity.*body/],
      [gzipOversize(['id']), /"id" is no text and no bytes/],
      [omitOversize(['body'], { marker: 'title' }), /"title" is the marker of oversize items/],
    ] as const)
      expect(await refusalOf(database, pagesMapping(oversize))).toMatchObject({
        code: 'MAPPING_INVALID',
        detail: expect.stringMatching(message),
      })
  })
})
