import type * as publicApi from '../src/index.ts'

/**
 * The twelve columns to sixteen attributes and four key templates, the shape of the measurements; made by the sources
 * or by what is built of them.
 */
export function eventsMapping({
  allColumns,
  defineMapping,
  template,
}: Pick<typeof publicApi, 'allColumns' | 'defineMapping' | 'template'>): publicApi.Mapping {
  return defineMapping({
    name: 'events',
    table: {
      partitionKey: 'pk',
      sortKey: 'sk',
      entityType: 'type',
      indexes: { 'gsi1-index': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' } },
    },
    entities: {
      EVENT: {
        group: 'events',
        from: 'events',
        key: { pk: 'EVENT#{id}', sk: 'METADATA' },
        indexes: { 'gsi1-index': { pk: 'KIND#{kind}', sk: 'EVENT#{created_at}' } },
        attributes: { ...allColumns(), label: template('{code} {kind}') },
      },
    },
  })
}
