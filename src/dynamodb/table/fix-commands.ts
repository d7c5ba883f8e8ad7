import { indexKeyNames } from '../../mapping/index-key-names.ts'
import type { ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'
import { attributeDefinition, keySchema, projection } from './create-table-input.ts'
import type { LiveTable } from './live-table.ts'

/** Commands that a reader can paste; the endpoint is repeated where one is used. */
export interface FixCommands {
  createTable(): string
  wait(event: 'table-exists' | 'table-not-exists'): string
  addIndex(index: ResolvedIndex, table: ResolvedTable, live: LiveTable): string
  deleteIndex(name: string): string
  describe(): string
}

export function fixCommands(table: string, endpoint: string | undefined): FixCommands {
  const endpointFlag = endpoint === undefined ? '' : ` --endpoint-url ${quote(endpoint)}`
  const aws = (command: string): string => `aws dynamodb ${command} --table-name ${quote(table)}${endpointFlag}`
  const updateIndexes = (updates: unknown): string =>
    `--global-secondary-index-updates ${quote(JSON.stringify(updates))}`
  return {
    createTable: () => `pgfold table create --table ${quote(table)}${endpointFlag}`,
    wait: (event) => aws(`wait ${event}`),
    describe: () => aws('describe-table'),
    deleteIndex: (name) => `${aws('update-table')} ${updateIndexes([{ Delete: { IndexName: name } }])}`,
    addIndex: (index, table, live) => {
      const create = {
        IndexName: index.name,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: projection(index),
        ...(live.billing.kind === 'provisioned'
          ? {
              ProvisionedThroughput: {
                ReadCapacityUnits: live.billing.readUnits,
                WriteCapacityUnits: live.billing.writeUnits,
              },
            }
          : {}),
      }
      const definitions = indexKeyNames(index)
        .map((name) => attributeDefinition(table, name))
        .map(({ AttributeName, AttributeType }) =>
          quote(`AttributeName=${AttributeName},AttributeType=${AttributeType}`),
        )
        .join(' ')
      return `${aws('update-table')} --attribute-definitions ${definitions} ${updateIndexes([{ Create: create }])}`
    },
  }
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
