import { checkTable } from '../dynamodb/table/check-table.ts'
import type { Check } from './check.ts'

/** Does the table exist, is it active, has it the keys and indexes of the mapping, and can it take what is written? */
export const tableDefinition: Check = {
  name: 'table definition',
  async run({ live, mapping, target, mappingOrigin }) {
    return checkTable(live, mapping.table, target, mapping.entities, mappingOrigin)
  },
}
