import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { describeTable } from './describe-table.ts'

const whole: TableDescription = {
  TableName: 'shop',
  TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop',
  TableStatus: 'ACTIVE',
  CreationDateTime: new Date('2026-01-02T03:04:05.000Z'),
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
}

function described(table: TableDescription): Promise<unknown> {
  const client = { send: () => Promise.resolve({ Table: table }) } as unknown as DynamoDBClient
  return describeTable(client, 'shop', AbortSignal.timeout(1000))
}

test('a table is known by its ARN and its creation time', async () => {
  expect(await described(whole)).toMatchObject({ arn: whole.TableArn, createdAt: '2026-01-02T03:04:05.000Z' })
})

test.each([
  ['ARN', { ...whole, TableArn: undefined }],
  ['ARN', { ...whole, TableArn: '' }],
  ['creation time', { ...whole, CreationDateTime: undefined }],
  ['partition key', { ...whole, KeySchema: [] }],
] as const)('without its %s it is no table that a run could be bound to', async (what, table) => {
  await expect(described(table as TableDescription)).rejects.toThrow(`DescribeTable gives no ${what} for shop`)
})
