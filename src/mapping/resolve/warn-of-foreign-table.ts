import type { CatalogTable } from '../../catalog/catalog.ts'
import type { FindingList } from '../finding-list.ts'
import { tableLabel } from './find-table.ts'

/** Says that a source is foreign, and whether it is: an exported snapshot reaches only this server's own rows. */
export function warnOfForeignTable(table: CatalogTable, place: string, findings: FindingList): boolean {
  if (table.kind !== 'foreign') return false
  findings.warning('MAPPING_FOREIGN_TABLE', place, tableLabel(table))
  return true
}
