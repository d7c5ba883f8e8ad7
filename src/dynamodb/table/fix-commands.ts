import type { ResolvedIndex } from '../../mapping/resolved.ts'
import { projection } from './create-table-input.ts'
import type { LiveTable } from './live-table.ts'

/** Commands that a reader can paste; the endpoint is repeated where one is used. */
export interface FixCommands {
  createTable(): string
  wait(event: 'table-exists' | 'table-not-exists'): string
  addIndex(index: ResolvedIndex, live: LiveTable): string
  deleteIndex(name: string): string
  describe(): string
}

export function fixCommands(table: string, endpoint: string | undefined): FixCommands {
  const aws = (command: string): string =>
    `aws dynamodb ${command} --table-name ${quote(table)}${endpoint === undefined ? '' : ` --endpoint-url ${quote(endpoint)}`}`
  return {
    createTable: () =>
      `pgfold table create --table ${quote(table)}${endpoint === undefined ? '' : ` --endpoint ${quote(endpoint)}`}`,
    wait: (event) => aws(`wait ${event}`),
    describe: () => aws('describe-table'),
    deleteIndex: (name) =>
      `${aws('update-table')} --global-secondary-index-updates ${quote(JSON.stringify([{ Delete: { IndexName: name } }]))}`,
    addIndex: (index, live) => {
      const keys = index.sortKey === null ? [index.partitionKey] : [index.partitionKey, index.sortKey]
      const create = {
        IndexName: index.name,
        KeySchema: keys.map((AttributeName, place) => ({ AttributeName, KeyType: place === 0 ? 'HASH' : 'RANGE' })),
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
      const definitions = keys.map((name) => quote(`AttributeName=${name},AttributeType=S`)).join(' ')
      return `${aws('update-table')} --attribute-definitions ${definitions} --global-secondary-index-updates ${quote(JSON.stringify([{ Create: create }]))}`
    },
  }
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
