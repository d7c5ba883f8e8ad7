import { DynamoDBClient, PutItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import type { TableArn } from '../../brand.ts'
import { testTable, type TestTable } from '../../../servers/test-table.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { checkTable } from './check-table.ts'
import { createTableInput } from './create-table-input.ts'
import { createTable } from './create-table.ts'
import { describeTable } from './describe-table.ts'
import type { LiveTable } from './live-table.ts'
import { startWriteUnits } from '../rate/start-write-units.ts'
import { tableIsEmpty } from './table-is-empty.ts'

const signal = AbortSignal.timeout(60_000)
const wanted: ResolvedTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  keyTypes: { pk: 'S', sk: 'S', type: 'S', owner: 'S' },
  entityType: 'type',
  indexes: [
    { name: 'type-index', partitionKey: ['type'], sortKey: ['sk'], projection: 'all' },
    { name: 'by-owner', partitionKey: ['owner'], sortKey: [], projection: { include: ['name', 'age'] } },
  ],
}

async function withClient(body: (client: DynamoDBClient, table: TestTable) => Promise<void>): Promise<void> {
  await using table = await testTable(null)
  const client = new DynamoDBClient(table.clientConfig)
  try {
    await body(client, table)
  } finally {
    client.destroy()
  }
}

describe('a table', () => {
  test('is created from the mapping, active with its indexes, empty, and then fits', async () => {
    await withClient(async (client, { name }) => {
      expect(await describeTable(client, name, signal)).toBeNull()
      const live = await createTable(client, createTableInput(wanted, { name, billing: { kind: 'on-demand' } }), signal)
      expect(live).toMatchObject({
        name,
        status: 'ACTIVE',
        billing: { kind: 'on-demand' },
        partitionKey: { name: 'pk', type: 'S' },
        sortKey: { name: 'sk', type: 'S' },
        indexes: expect.arrayContaining([
          expect.objectContaining({
            name: 'by-owner',
            sortKey: [],
            projection: { include: expect.arrayContaining(['name', 'age']) },
          }),
          expect.objectContaining({ name: 'type-index', projection: 'all', status: 'ACTIVE' }),
        ]),
      })
      expect(live.arn).toContain(name)
      expect(Date.parse(live.createdAt)).toBeGreaterThan(0)
      expect(checkTable(live, wanted)).toEqual([])
      expect(await tableIsEmpty(client, name, signal)).toBe(true)
      await client.send(new PutItemCommand({ TableName: name, Item: { pk: { S: 'a' }, sk: { S: 'b' } } }))
      expect(await tableIsEmpty(client, name, signal)).toBe(false)
      await expect(
        createTable(client, createTableInput(wanted, { name, billing: { kind: 'on-demand' } }), signal),
      ).rejects.toMatchObject({ code: 'TABLE_EXISTS' })
    })
  })

  test('can be provisioned', async () => {
    await withClient(async (client, { name }) => {
      const live = await createTable(
        client,
        createTableInput(wanted, { name, billing: { kind: 'provisioned', readUnits: 10, writeUnits: 20 } }),
        signal,
      )
      expect(live.billing).toEqual({ kind: 'provisioned', readUnits: 10, writeUnits: 20 })
      expect(startWriteUnits(live, undefined)).toBe(20)
      expect(startWriteUnits(live, 'http://localhost:8000')).toBeNull()
      expect(startWriteUnits({ ...live, billing: { kind: 'on-demand', maxWriteUnits: null } }, undefined)).toBe(4_000)
    })
  })

  test('that lacks an index is told with the command that adds it, which works', async () => {
    await withClient(async (client, { name, endpoint }) => {
      await createTable(
        client,
        createTableInput({ ...wanted, indexes: wanted.indexes.slice(0, 1) }, { name, billing: { kind: 'on-demand' } }),
        signal,
      )
      const [finding, ...more] = checkTable(await describeTable(client, name, signal), wanted, {
        table: name,
        endpoint,
      })
      expect(more).toEqual([])
      expect(finding).toMatchObject({ severity: 'error', code: 'TABLE_INDEX_MISSING', place: 'table.indexes.by-owner' })
      const updates = /--global-secondary-index-updates '(.*)'/.exec(finding?.fix ?? '')?.[1] ?? ''
      await client.send(
        new UpdateTableCommand({
          TableName: name,
          AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
          GlobalSecondaryIndexUpdates: JSON.parse(updates),
        }),
      )
      const after = checkTable(await describeTable(client, name, signal), wanted)
      expect(after.filter((entry) => entry.code !== 'TABLE_NOT_ACTIVE')).toEqual([])
    })
  })
})

describe('the check names', () => {
  const live: LiveTable = {
    name: 't',
    arn: 'arn:t' as TableArn,
    status: 'ACTIVE',
    createdAt: '2026-01-01T00:00:00.000Z',
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    billing: { kind: 'on-demand', maxWriteUnits: null },
    warmWriteUnits: null,
    itemCount: 0,
    sizeBytes: 0,
    indexes: [
      {
        name: 'type-index',
        arn: 'arn:i',
        status: 'ACTIVE',
        kind: 'global',
        partitionKey: [{ name: 'type', type: 'S' }],
        sortKey: [{ name: 'sk', type: 'S' }],
        projection: 'all',
        warmWriteUnits: null,
      },
      {
        name: 'by-owner',
        arn: 'arn:j',
        status: 'ACTIVE',
        kind: 'global',
        partitionKey: [{ name: 'owner', type: 'S' }],
        sortKey: [],
        projection: { include: ['age', 'name'] },
        warmWriteUnits: null,
      },
    ],
  }
  const [typeIndex, byOwner] = live.indexes
  const findings = (table: LiveTable | null): string[] =>
    checkTable(table, wanted, { table: 't' }).map((finding) => `${finding.severity} ${finding.code} ${finding.place}`)

  test('nothing on a table that fits', () => expect(findings(live)).toEqual([]))
  test('a missing table, with the command that creates it', () => {
    expect(checkTable(null, wanted, { table: 't', endpoint: 'http://localhost:8000' })).toMatchObject([
      {
        code: 'TABLE_MISSING',
        fix: 'pgfold table create --mapping <file> --table t --endpoint-url http://localhost:8000',
      },
    ])
  })
  test('a table that is going', () =>
    expect(findings({ ...live, status: 'DELETING' })).toEqual(['error TABLE_BEING_DELETED t']))
  test('a table that is not there yet', () =>
    expect(findings({ ...live, status: 'CREATING' })).toEqual(['error TABLE_NOT_ACTIVE t']))
  test('a table that is being changed, without stopping', () =>
    expect(findings({ ...live, status: 'UPDATING' })).toEqual(['warning TABLE_NOT_ACTIVE t']))
  test('other keys', () => expect(findings({ ...live, sortKey: null })).toEqual(['error TABLE_KEYS_DIFFER t']))
  test('a key of another type', () =>
    expect(findings({ ...live, partitionKey: { name: 'pk', type: 'N' } })).toEqual(['error TABLE_KEYS_DIFFER t']))
  test('an index on other keys, that holds less, or that is still being filled', () => {
    if (typeIndex === undefined || byOwner === undefined) throw new Error('the fixture has two indexes')
    expect(findings({ ...live, indexes: [{ ...typeIndex, sortKey: [] }, byOwner] })).toEqual([
      'error TABLE_INDEX_DIFFERS table.indexes.type-index',
    ])
    expect(findings({ ...live, indexes: [{ ...typeIndex, projection: 'keys' }, byOwner] })).toEqual([
      'error TABLE_INDEX_DIFFERS table.indexes.type-index',
    ])
    expect(findings({ ...live, indexes: [typeIndex, { ...byOwner, projection: 'all' }] })).toEqual([
      'warning TABLE_INDEX_DIFFERS table.indexes.by-owner',
    ])
    expect(findings({ ...live, indexes: [{ ...typeIndex, status: 'CREATING' }, byOwner] })).toEqual([
      'error TABLE_NOT_ACTIVE table.indexes.type-index',
    ])
    expect(findings({ ...live, indexes: [...live.indexes, { ...typeIndex, name: 'extra' }] })).toEqual([
      'warning TABLE_INDEX_UNKNOWN table.indexes.extra',
    ])
  })
})
