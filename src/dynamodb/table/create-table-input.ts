import type {
  AttributeDefinition,
  CreateTableCommandInput,
  KeySchemaElement,
  Projection,
} from '@aws-sdk/client-dynamodb'
import { indexKeyNames } from '../../mapping/index-key-names.ts'
import { keyTypeOf } from '../../mapping/key-type-of.ts'
import { tableKeyNames } from '../../mapping/table-key-names.ts'
import type { ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'

export type Billing =
  | { readonly kind: 'on-demand' }
  /** Units a second, the same for the table and each index. */
  | { readonly kind: 'provisioned'; readonly readUnits: number; readonly writeUnits: number }

/**
 * The table of a mapping as `CreateTable` takes it; plain JSON, so it serves `aws dynamodb create-table
 * --cli-input-json` too. The same mapping gives the same text: attributes in the order of their first use, indexes in
 * the order of the mapping. An index key of several attributes has as many entries of each role, in its order.
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
  const keyNames = new Set([...tableKeyNames(table), ...table.indexes.flatMap(indexKeyNames)])
  return {
    TableName: options.name,
    AttributeDefinitions: [...keyNames].map((name) => attributeDefinition(table, name)),
    KeySchema: keySchema([table.partitionKey], table.sortKey === null ? [] : [table.sortKey]),
    ...(table.indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: table.indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index.partitionKey, index.sortKey),
            Projection: projection(index),
            ...throughput,
          })),
        }),
    BillingMode: options.billing.kind === 'on-demand' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...throughput,
  }
}

export function attributeDefinition(table: ResolvedTable, name: string): AttributeDefinition {
  return { AttributeName: name, AttributeType: keyTypeOf(table, name) ?? 'S' }
}

export function keySchema(partitionKey: readonly string[], sortKey: readonly string[]): KeySchemaElement[] {
  return [
    ...partitionKey.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
    ...sortKey.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
  ]
}

export function projection(index: ResolvedIndex): Projection {
  if (index.projection === 'all') return { ProjectionType: 'ALL' }
  if (index.projection === 'keys') return { ProjectionType: 'KEYS_ONLY' }
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection.include] }
}
