import type { CatalogTable } from '../../catalog/catalog.ts'
import type { Finding } from '../../mapping/finding.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { errorRegistry, type ErrorCode } from '../../errors/error-registry.ts'
import { quoteTable } from '../../postgres/quote.ts'
import { ownKey } from './own-key.ts'
import { hintsOf, type SourceHints } from './source-hints.ts'

/**
 * Why a table cannot, or should not, be drafted; null when it can. Rows that nobody would miss unnamed are findings of
 * severity `error`.
 */
export function reasonToLeaveOut(table: CatalogTable, hints: SourceHints, isNamed: boolean): Finding | null {
  const { readable, children, extension } = hintsOf(hints, table)
  if (table.kind === 'view' || table.kind === 'materialized-view') return finding('note', 'DESIGN_DERIVED', table)
  if (extension !== null && !isNamed) return finding('note', 'DESIGN_OF_EXTENSION', table)
  if (!readable) return finding('error', 'DESIGN_NOT_READABLE', table, `GRANT SELECT ON ${quoteTable(table)} TO …;`)
  if (table.rowSecurity) return finding('error', 'DESIGN_ROW_SECURITY', table)
  if (children.length > 0) return finding('error', 'DESIGN_INHERITED_ROWS', table)
  if (ownKey(table) === null) {
    const fix =
      table.kind === 'foreign'
        ? "PostgreSQL has no keys for foreign tables. Declare one: from: sql('select * from …', { columns: { … " +
          '}, key: [ … ] }).'
        : `ALTER TABLE ${quoteTable(table)} ADD PRIMARY KEY (…); or declare a key: from: sql('select …', { ` +
          'columns: { … }, key: [ … ] }).'
    return finding('error', 'DESIGN_TABLE_WITHOUT_KEY', table, fix)
  }
  return null
}

function finding(severity: Finding['severity'], code: ErrorCode, table: CatalogTable, fix?: string): Finding {
  const entry = errorRegistry[code]
  return {
    severity,
    code,
    place: tableLabel(table),
    message: `${tableLabel(table)}: ${entry.title}. ${entry.why}`,
    fix: fix ?? entry.fix,
  }
}
