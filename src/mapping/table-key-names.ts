import type { ResolvedTable } from './resolved.ts'

/** The one or two attributes of the table's own key. */
export function tableKeyNames(table: Pick<ResolvedTable, 'partitionKey' | 'sortKey'>): readonly string[] {
  return table.sortKey === null ? [table.partitionKey] : [table.partitionKey, table.sortKey]
}
