import { checkTable } from '../dynamodb/table/check-table.ts'
import type { Check } from './check.ts'

/** Does the table exist, is it active, and has it the keys and indexes that the mapping needs? */
export const tableDefinition: Check = {
  name: 'table definition',
  async run({ live, mapping, target }) {
    return checkTable(live, mapping.table, target)
  },
}
