import {
  DescribeTableCommand,
  ResourceNotFoundException,
  type AttributeDefinition,
  type DynamoDBClient,
  type KeySchemaElement,
  type Projection,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { LiveBilling, LiveIndex, LiveKey, LiveTable } from './live-table.ts'
import { sdkCallError } from '../call/sdk-call-error.ts'

/** The table as it is, or null when there is none of that name. */
export async function describeTable(
  client: DynamoDBClient,
  name: string,
  signal: AbortSignal,
): Promise<LiveTable | null> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }), { abortSignal: signal })
    return Table === undefined ? null : liveTable(name, Table)
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null
    throw sdkCallError(error, signal)
  }
}

function liveTable(name: string, table: TableDescription): LiveTable {
  const types = table.AttributeDefinitions ?? []
  return {
    name: table.TableName ?? name,
    arn: table.TableArn ?? '',
    status: table.TableStatus ?? 'UNKNOWN',
    createdAt: (table.CreationDateTime ?? new Date(0)).toISOString(),
    ...keysOf(name, table.KeySchema, types),
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? []).map((index): LiveIndex => ({
        name: index.IndexName ?? '',
        arn: index.IndexArn ?? '',
        status: index.IndexStatus ?? 'UNKNOWN',
        kind: 'global',
        ...keysOf(name, index.KeySchema, types),
        projection: projectionOf(index.Projection),
        warmWriteUnits: index.WarmThroughput?.WriteUnitsPerSecond ?? null,
      })),
      ...(table.LocalSecondaryIndexes ?? []).map((index): LiveIndex => ({
        name: index.IndexName ?? '',
        arn: index.IndexArn ?? '',
        status: 'ACTIVE',
        kind: 'local',
        ...keysOf(name, index.KeySchema, types),
        projection: projectionOf(index.Projection),
        warmWriteUnits: null,
      })),
    ],
    billing: billingOf(table),
    warmWriteUnits: table.WarmThroughput?.WriteUnitsPerSecond ?? null,
    itemCount: table.ItemCount ?? 0,
    sizeBytes: table.TableSizeBytes ?? 0,
  }
}

function keysOf(
  table: string,
  schema: readonly KeySchemaElement[] | undefined,
  types: readonly AttributeDefinition[],
): { partitionKey: LiveKey; sortKey: LiveKey | null } {
  const key = (role: 'HASH' | 'RANGE'): LiveKey | null => {
    const name = schema?.find((element) => element.KeyType === role)?.AttributeName
    if (name === undefined) return null
    const type = types.find((definition) => definition.AttributeName === name)?.AttributeType
    return { name, type: type === 'N' || type === 'B' ? type : 'S' }
  }
  const partitionKey = key('HASH')
  if (partitionKey === null)
    throw new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', { detail: `DescribeTable names no partition key for ${table}` })
  return { partitionKey, sortKey: key('RANGE') }
}

function projectionOf(projection: Projection | undefined): LiveIndex['projection'] {
  if (projection?.ProjectionType === 'KEYS_ONLY') return 'keys'
  if (projection?.ProjectionType === 'INCLUDE') return { include: projection.NonKeyAttributes ?? [] }
  return 'all'
}

function billingOf(table: TableDescription): LiveBilling {
  const readUnits = table.ProvisionedThroughput?.ReadCapacityUnits ?? 0
  const writeUnits = table.ProvisionedThroughput?.WriteCapacityUnits ?? 0
  // The service leaves the billing mode out of a table that has always been provisioned.
  if (
    table.BillingModeSummary?.BillingMode === 'PROVISIONED' ||
    (table.BillingModeSummary === undefined && writeUnits > 0)
  )
    return { kind: 'provisioned', readUnits, writeUnits }
  const maximum = table.OnDemandThroughput?.MaxWriteRequestUnits
  return { kind: 'on-demand', maxWriteUnits: maximum === undefined || maximum < 0 ? null : maximum }
}
