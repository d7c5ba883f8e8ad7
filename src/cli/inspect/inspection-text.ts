import type { Finding } from '../../mapping/finding.ts'
import type { InspectedTable, Inspection } from '../../design/inspect/inspection-schema.ts'
import { errorRegistry, type ErrorCode } from '../../errors/error-registry.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { findingsText } from '../../output/text/findings-text.ts'
import { formatBytes } from '../../output/text/format-bytes.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { type TextBlock, textBlock } from '../../output/text/text-block.ts'
import { textTable } from '../../output/text/text-table.ts'

/** The inspection for people: one line per table, its relations, then what to know. */
export function inspectionText(inspection: Inspection): TextBlock {
  const { database, totals, tables, findings } = inspection
  const rows =
    totals.exactRows === null ? `about ${countOf(totals.estimatedRows, 'row')}` : countOf(totals.exactRows, 'row')
  return textBlock([
    `${database}: ${countOf(totals.tables, 'table')}, ${rows}, ${formatBytes(totals.totalBytes)}`,
    '',
    ...textTable(
      [
        { title: 'Table', align: 'left' },
        { title: 'Kind', align: 'left' },
        { title: 'Rows', align: 'right' },
        { title: 'Size', align: 'right' },
        { title: 'Columns', align: 'right' },
        { title: 'Key', align: 'left' },
        { title: 'Remarks', align: 'left' },
      ],
      tables.map((table) => [
        labelOf(table),
        kindOf(table),
        rowsOf(table),
        formatBytes(table.totalBytes),
        String(table.columns),
        keyOf(table),
        remarksOf(table),
      ]),
    ),
    ...relationLines(tables),
    ...(findings.length === 0 ? [] : ['', 'Findings:', ...findingsText(findings.map(parseFinding)).split('\n')]),
  ])
}

function labelOf({ schema, table }: { readonly schema: string; readonly table: string }): string {
  return tableLabel({ schema, name: table })
}

function kindOf({ kind, partitions }: InspectedTable): string {
  return kind === 'partitioned' ? `${kind} (${partitions})` : kind
}

function rowsOf({ kind, exactRows, estimatedRows }: InspectedTable): string {
  if (exactRows !== null) return formatCount(exactRows)
  if (kind === 'view') return '-'
  return estimatedRows === null ? '?' : `~${formatCount(estimatedRows)}`
}

function keyOf({ primaryKey, uniqueKeys }: InspectedTable): string {
  if (primaryKey.length > 0) return primaryKey.join(', ')
  const [first] = uniqueKeys
  return first === undefined ? '-' : `unique ${first.join(', ')}`
}

function remarksOf(table: InspectedTable): string {
  return [
    ...(table.rowSecurity ? ['row-level security'] : []),
    ...(table.readable ? [] : ['not readable']),
    ...(table.inheritedBy.length > 0 ? [`inherited by ${table.inheritedBy.join(', ')}`] : []),
    ...(table.extension === null ? [] : [`of extension ${table.extension}`]),
    ...(table.generatedColumns.length > 0 ? [`generated: ${table.generatedColumns.join(', ')}`] : []),
  ].join('; ')
}

/** Each foreign key once, from the table that has it. */
function relationLines(tables: readonly InspectedTable[]): readonly string[] {
  const lines = tables.flatMap((table) =>
    table.references.map((relation) => [
      `${labelOf(table)} (${relation.columns.join(', ')})`,
      `-> ${labelOf(relation)} (${relation.otherColumns.join(', ')})`,
      [
        relation.required ? 'always' : 'may be NULL',
        ...(relation.onDeleteCascade ? ['cascade'] : []),
        ...(relation.indexed ? [] : ['no index']),
      ].join(', '),
    ]),
  )
  if (lines.length === 0) return []
  return [
    '',
    ...textTable(
      [
        { title: 'Relation', align: 'left' },
        { title: '', align: 'left' },
        { title: '', align: 'left' },
      ],
      lines,
    ),
  ]
}

/** The schema's code is any text; here it comes from the registry. */
function parseFinding(finding: Inspection['findings'][number]): Finding {
  return { ...finding, code: isCode(finding.code) ? finding.code : 'CLI_UNEXPECTED' }
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorRegistry, code)
}
