import { createHash } from 'node:crypto'
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { allColumns, column } from '../../src/mapping/language/attributes.ts'
import { keepLast } from '../../src/mapping/language/duplicates.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { repair } from '../../src/validate/repair/repair.ts'
import { reportPath } from '../../src/validate/report/write-report.ts'
import type { ValidationDepth } from '../../src/validate/validate-options.ts'
import { validate } from '../../src/validate/validate.ts'
import { moveDatabase, type LoadedTable } from '../moved-database.ts'

const numbers = defineMapping({
  name: 'numbers',
  table: {
    partitionKey: { name: 'account', type: 'N' },
    sortKey: { name: 'seq', type: 'N' },
    entityType: 'type',
    indexes: { 'by-rate': { partitionKey: 'type', sortKey: { name: 'rate', type: 'N' } } },
  },
  entities: {
    ENTRY: {
      group: 'entries',
      from: 'entries',
      key: { pk: '{account}', sk: '{seq}' },
      duplicates: keepLast({ by: 'id' }),
      attributes: { id: column('id'), rate: column('rate') },
    },
  },
})

test('numbers are one key wherever they are equal, and one item, whatever their scale and their chunk', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE entries (id int PRIMARY KEY, account numeric, seq numeric, rate float8); CREATE INDEX ON entries (account);
    INSERT INTO entries SELECT n, (n % 7)::numeric / 2, n, CASE WHEN n % 3 = 0 THEN NULL ELSE n / 4.0 END FROM generate_series(1, 200) n;
    INSERT INTO entries VALUES (1001, 8, 1), (1002, 8.0, 1.00), (1003, 8.000, 1.0), (1004, -8, 1), (1005, 0, 0), (1006, 0.00, 0.0),
      (1010, 1e125, -1e-130), (1011, 12345678901234567890123456789012345678, 0.1234567890123456789012345678901234567);
    INSERT INTO entries VALUES (2001, NULL, 1), (2002, 1, NULL), (2003, 'NaN', 1), (2004, 1, 'NaN'),
      (2005, 123456789012345678901234567890123456789, 1), (2006, 1e126, 1), (2007, 1, 1e-131)`)
  const { run, items, rejects } = await moveDatabase(database, numbers, { rowsPerChunk: 1 })
  expect(run.summary.entities).toMatchObject([{ read: 215, written: 205, collapsed: 3, rejected: 7 }])
  expect(rejects.map(({ source_key, reason }) => `${source_key['id']} ${reason.code}`).toSorted()).toEqual([
    '2001 VALUE_KEY_NULL',
    '2002 VALUE_KEY_NULL',
    '2003 VALUE_NUMBER_OUT_OF_RANGE',
    '2004 VALUE_NUMBER_OUT_OF_RANGE',
    '2005 VALUE_NUMBER_OUT_OF_RANGE',
    '2006 VALUE_NUMBER_OUT_OF_RANGE',
    '2007 VALUE_NUMBER_OUT_OF_RANGE',
  ])
  const eights = items.filter(({ account }) => Number(account?.N) === 8)
  expect(eights.map(({ id, seq }) => [id?.N, Number(seq?.N)])).toEqual([['1003', 1]])
  expect(run.summary.entities[0]?.indexKeysSkipped).toEqual({ 'by-rate': 66 + 5 })
})

const bytes = defineMapping({
  name: 'bytes',
  table: {
    partitionKey: { name: 'digest', type: 'B' },
    sortKey: { name: 'device', type: 'B' },
    entityType: 'type',
    indexes: {
      'by-label': { partitionKey: { name: 'label_key', type: 'B' }, sortKey: { name: 'taken_key', type: 'N' } },
    },
  },
  entities: {
    FILE: {
      group: 'files',
      from: 'files',
      key: { pk: '{digest}', sk: '{device}' },
      indexes: { 'by-label': { pk: '{label}', sk: '{taken|epoch-millis}' } },
      attributes: { ...allColumns({ except: ['digest', 'device'] }) },
    },
  },
})

test('bytes are keys up to their limits, a uuid is sixteen of them, and an empty one is none', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE files (id int PRIMARY KEY, digest bytea, device uuid NOT NULL, label bytea, taken timestamptz, UNIQUE (digest, device));
    INSERT INTO files SELECT n, decode(md5(n::text), 'hex'), md5(n::text)::uuid, CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN ''::bytea ELSE decode(md5((n / 10)::text), 'hex') END,
      timestamptz '2024-01-01' + n * interval '1 hour' FROM generate_series(1, 120) n;
    INSERT INTO files VALUES (1001, decode(repeat('ab', 2048), 'hex'), md5('x')::uuid, NULL, NULL), (1002, '\\x00', md5('y')::uuid, '\\xff', '2024-01-01');
    INSERT INTO files VALUES (2001, decode(repeat('ab', 2049), 'hex'), md5('x')::uuid, NULL, NULL), (2002, '', md5('x')::uuid, NULL, NULL),
      (2003, NULL, md5('x')::uuid, NULL, NULL),
      (2004, '\\x01', md5('z')::uuid, decode(repeat('cd', 2049), 'hex'), '2024-01-01'), (2005, '\\x02', md5('z')::uuid, '\\x01', 'infinity')`)
  const { run, items, rejects } = await moveDatabase(database, bytes, { rowsPerChunk: 10 })
  expect(run.summary.entities).toMatchObject([{ read: 127, written: 122, collapsed: 0, rejected: 5 }])
  expect(rejects.map(({ source_key, reason }) => `${source_key['id']} ${reason.code}`).toSorted()).toEqual([
    '2001 VALUE_KEY_TOO_LONG',
    '2002 VALUE_KEY_EMPTY',
    '2003 VALUE_KEY_NULL',
    '2004 VALUE_KEY_TOO_LONG',
    '2005 VALUE_NOT_REPRESENTABLE',
  ])
  expect(items.every(({ device }) => device?.B?.length === 16)).toBe(true)
  const labelled = items.filter((item) => item['label_key'] !== undefined)
  expect(labelled).toHaveLength(40 + 1)
  expect(labelled.every((item) => item['taken_key']?.N !== undefined)).toBe(true)
  expect(run.summary.entities[0]?.indexKeysSkipped).toEqual({ 'by-label': 81 })
})

test('what is wrong under keys of numbers and bytes is found by key, by sample and by all, and mended', async () => {
  await using database = await testDatabase()
  await database.query(`
    CREATE TABLE entries (id int PRIMARY KEY, account numeric NOT NULL, seq numeric NOT NULL, rate float8);
    INSERT INTO entries SELECT n, (n % 7)::numeric / 2, n, n FROM generate_series(1, 60) n;
    CREATE TABLE files (id int PRIMARY KEY, digest bytea NOT NULL, device uuid NOT NULL, label bytea, taken timestamptz, UNIQUE (digest, device));
    INSERT INTO files SELECT n, decode(md5(n::text), 'hex'), md5(n::text)::uuid, decode(md5(n::text), 'hex'), '2024-01-01' FROM generate_series(1, 60) n`)
  const wrongNumber = async ({ table, common }: LoadedTable): Promise<void> => {
    const client = new DynamoDBClient(table.clientConfig)
    const item = (account: string, seq: string, more: Record<string, AttributeValue> = {}) => ({
      account: { N: account },
      seq: { N: seq },
      type: { S: 'ENTRY' },
      ...more,
    })
    await client.send(
      new DeleteItemCommand({ TableName: table.name, Key: { account: { N: '0.50' }, seq: { N: '1' } } }),
    )
    await client.send(new PutItemCommand({ TableName: table.name, Item: item('1', '2.0', { id: { N: '2' } }) }))
    await client.send(new PutItemCommand({ TableName: table.name, Item: item('1', '2.5') }))
    client.destroy()
    expect(await differences(common)).toEqual(['different 1 2', 'extra 1 2.5', 'missing 0.5 1'])
    await repairDifferences(common, 3)
  }
  await moveDatabase(database, numbers, { beforeValidation: wrongNumber })

  const [first, second] = [1, 2].map((n) => createHash('md5').update(String(n)).digest())
  const wrongBytes = async ({ table, common }: LoadedTable): Promise<void> => {
    const client = new DynamoDBClient(table.clientConfig)
    const key = (bytes: Uint8Array) => ({ digest: { B: bytes }, device: { B: bytes } })
    if (first === undefined || second === undefined) throw new Error('two digests')
    await client.send(new DeleteItemCommand({ TableName: table.name, Key: key(first) }))
    await client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: key(second),
        UpdateExpression: 'SET label_key = :b',
        ExpressionAttributeValues: { ':b': { B: Uint8Array.of(9) } },
      }),
    )
    client.destroy()
    const [one, two] = [first, second].map((bytes) => bytes.toString('base64'))
    expect(await differences(common)).toEqual([`index-key ${two} ${two}`, `missing ${one} ${one}`].toSorted())
    await repairDifferences(common, 2)
  }
  await moveDatabase(database, bytes, { beforeValidation: wrongBytes })
})

const never = new AbortController().signal
const ignore = (): void => undefined

/** Class and key of every difference, from a sample of all rows and from all. */
async function differences(common: LoadedTable['common']): Promise<readonly string[]> {
  const texts = async (depth: ValidationDepth, id: string): Promise<readonly string[]> => {
    const report = await validate({ ...common, depth, id, secondPassPauseMs: 10 }, ignore, never)
    return report.differences.map(({ key, class: kind }) => [kind, ...Object.values(key)].join(' ')).toSorted()
  }
  const all = await texts({ kind: 'all' }, 'validation_1')
  // A sample of as many as there are sees every row.
  const sample = await texts({ kind: 'sample', n: 1_000, seed: 'x' }, 'validation_2')
  expect(all.filter((text) => !sample.includes(text) && !text.startsWith('extra'))).toEqual([])
  return all
}

async function repairDifferences(
  { mapping, source, target, stateDirectory = '.' }: LoadedTable['common'],
  keys: number,
): Promise<void> {
  const report = reportPath(stateDirectory, 'validation_1')
  const options = { mapping, source, target, report, dryRun: false, deleteExtras: true }
  expect(await repair(options, ignore, never)).toMatchObject({ ok: true, keys })
}
