import { allColumns } from '../mapping/language/attributes.ts'
import { defineMapping } from '../mapping/define-mapping.ts'

/** A table that no one has analysed, and a view of it: sources of which nobody knows how large they are. */
export const widePlanMapping = defineMapping({
  name: 'wide-plan',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    ROW: { group: 'rows', from: 'measures', key: { pk: 'ROW#{id}', sk: 'X' }, attributes: { ...allColumns() } },
    SEEN: {
      group: 'views',
      from: 'measures_seen',
      key: { pk: 'SEEN#{id}', sk: 'X' },
      chunkBy: 'id',
      attributes: { ...allColumns() },
    },
  },
})
