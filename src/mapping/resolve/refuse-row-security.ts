import type { CatalogTable } from '../../catalog/catalog.ts'
import type { FindingList } from '../finding-list.ts'
import { tableLabel } from './find-table.ts'

/** Rows that a policy hides would be missing without a word, in sources and in related tables alike. */
export function refuseRowSecurity(table: CatalogTable, place: string, findings: FindingList): void {
  if (table.rowSecurity) findings.error('MAPPING_ROW_SECURITY', place, `table ${tableLabel(table)}`)
}
