import type { CreateTableCommandInput, KeySchemaElement, Projection } from '@aws-sdk/client-dynamodb'
import type { ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'

export type Billing =
  | { readonly kind: 'on-demand' }
  /** Units a second, the same for the table and each index. */
  | { readonly kind: 'provisioned'; readonly readUnits: number; readonly writeUnits: number }

/**
 * The table of a mapping as `CreateTable` takes it; plain JSON, so it serves `aws dynamodb create-table
 * --cli-input-json` too. The same mapping gives the same text: attributes in the order of their first use, indexes in
 * the order of the mapping. Every key attribute is text.
 */
export function createTableInput(
  table: ResolvedTable,
  options: { readonly name: string; readonly billing: Billing },
): CreateTableCommandInput {
  const throughput =
    options.billing.kind === 'on-demand'
      ? {}
      : {
          ProvisionedThroughput: {
            ReadCapacityUnits: options.billing.readUnits,
            WriteCapacityUnits: options.billing.writeUnits,
          },
        }
  const keyNames = new Set(
    [table, ...table.indexes].flatMap((keys) =>
      keys.sortKey === null ? [keys.partitionKey] : [keys.partitionKey, keys.sortKey],
    ),
  )
  return {
    TableName: options.name,
    AttributeDefinitions: [...keyNames].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keySchema(table),
    ...(table.indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: table.indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index),
            Projection: projection(index),
            ...throughput,
          })),
        }),
    BillingMode: options.billing.kind === 'on-demand' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...throughput,
  }
}

function keySchema(keys: { readonly partitionKey: string; readonly sortKey: string | null }): KeySchemaElement[] {
  const schema: KeySchemaElement[] = [{ AttributeName: keys.partitionKey, KeyType: 'HASH' }]
  if (keys.sortKey !== null) schema.push({ AttributeName: keys.sortKey, KeyType: 'RANGE' })
  return schema
}

export function projection(index: ResolvedIndex): Projection {
  if (index.projection === 'all') return { ProjectionType: 'ALL' }
  if (index.projection === 'keys') return { ProjectionType: 'KEYS_ONLY' }
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection.include] }
}
