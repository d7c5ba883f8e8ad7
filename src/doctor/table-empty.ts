import { errorRegistry } from '../errors/error-registry.ts'
import { tableIsEmpty } from '../dynamodb/table/table-is-empty.ts'
import type { Check } from './check.ts'

/** Would the run write among the items of somebody else? */
export const tableEmpty: Check = {
  name: 'table is empty',
  async run({ live, target, dynamoDb, onExisting }, signal) {
    if (onExisting !== 'refuse') return []
    // A table in any other state takes no reads, and its definition check says so.
    if (live?.status !== 'ACTIVE' && live?.status !== 'UPDATING') return []
    if (await tableIsEmpty(dynamoDb, target.table, signal)) return []
    return [
      {
        severity: 'error',
        code: 'TABLE_NOT_EMPTY',
        place: live.name,
        message: `table ${live.name} holds items`,
        fix: errorRegistry.TABLE_NOT_EMPTY.fix,
      },
    ]
  },
}
