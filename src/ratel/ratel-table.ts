/** The table of the guide: one per environment, `scripts/dynamodb-schema.json` describes the same. */
export const ratelTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  entityType: 'type',
  indexes: {
    'type-index': { partitionKey: 'type', sortKey: 'sk' },
    'gsi1-index': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' },
    'gsi2-index': { partitionKey: 'gsi2_pk', sortKey: 'gsi2_sk' },
  },
} as const
