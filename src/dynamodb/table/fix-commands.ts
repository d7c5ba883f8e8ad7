import { indexKeyNames } from '../../mapping/index-key-names.ts'
import { mappingFlag } from '../../mapping/mapping-flag.ts'
import type { MappingOrigin } from '../../mapping/mapping-origin.ts'
import type { ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'
import { shellQuote } from '../../shell-quote.ts'
import { addressFlags, placeFlags, type TableAddress } from './address-flags.ts'
import { attributeDefinition, keySchema, projection } from './create-table-input.ts'
import type { LiveTable } from './live-table.ts'

/** Commands that a reader can paste; mapping, endpoint and region are repeated where they are known. */
export interface FixCommands {
  createTable(): string
  /** Under a name that the reader chooses. */
  createOtherTable(): string
  wait(event: 'table-exists' | 'table-not-exists'): string
  addIndex(index: ResolvedIndex, table: ResolvedTable, live: LiveTable): string
  deleteIndex(name: string): string
  describe(): string
}

export function fixCommands(address: TableAddress, mapping: MappingOrigin | undefined): FixCommands {
  const place = placeFlags(address)
  const { table } = address
  const aws = (command: string): string => `aws dynamodb ${command} --table-name ${shellQuote(table)}${place}`
  const updateIndexes = (updates: unknown): string =>
    `--global-secondary-index-updates ${shellQuote(JSON.stringify(updates))}`
  return {
    createTable: () => `pgfold table create ${addressFlags(mapping, address)}`,
    createOtherTable: () => `pgfold table create ${mappingFlag(mapping)} --table <another name>${place}`,
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
          shellQuote(`AttributeName=${AttributeName},AttributeType=${AttributeType}`),
        )
        .join(' ')
      return `${aws('update-table')} --attribute-definitions ${definitions} ${updateIndexes([{ Create: create }])}`
    },
  }
}
