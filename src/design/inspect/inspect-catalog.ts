import { formatCount } from '../../format-count.ts'
import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import type { Finding } from '../../mapping/finding.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { errorRegistry, type ErrorCode } from '../../errors/error-registry.ts'
import type { InspectedTable, Inspection } from './inspection-schema.ts'
import { reasonToLeaveOut } from './reason-to-leave-out.ts'
import { hasIndexBehind, missingIndex } from './missing-index.ts'
import { childColumns, relationsOf, type Relation, type RelationGraph } from './relation-graph.ts'
import { riskOf, riskyColumns } from './risky-columns.ts'
import { hintsOf, tableId, type SourceHints } from './source-hints.ts'

/** What was measured on the data, by `tableId`. */
export interface Measurements {
  readonly exactRows: ReadonlyMap<string, number>
  /** The largest value of a column in a sample, bytes; only where it is large. */
  readonly largestBytes: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/**
 * What there is, and what somebody who moves it should know. `tables` are those to show; relations lead to all others
 * too.
 */
export function inspectCatalog(
  catalog: Catalog,
  hints: SourceHints,
  tables: readonly CatalogTable[],
  measured: Measurements,
): Inspection {
  const graph = relationsOf(catalog, hints)
  const inspected = tables.map((table) => inspectTable(table, graph, hints, measured))
  const exact = inspected.flatMap((table) => (table.exactRows === null ? [] : [table.exactRows]))
  return {
    database: catalog.database,
    serverVersion: catalog.serverVersion,
    statements: hints.statements,
    totals: {
      tables: tables.length,
      totalBytes: sum(inspected.map((table) => table.totalBytes)),
      estimatedRows: sum(inspected.map((table) => table.estimatedRows ?? 0)),
      exactRows: exact.length === 0 ? null : sum(exact),
    },
    tables: inspected,
    findings: tables.flatMap((table) => findingsOf(table, graph, hints, measured)),
  }
}

function inspectTable(
  table: CatalogTable,
  graph: RelationGraph,
  hints: SourceHints,
  measured: Measurements,
): InspectedTable {
  const { partitions, children, readable, extension } = hintsOf(hints, table)
  return {
    schema: table.schema,
    table: table.name,
    kind: table.kind,
    estimatedRows: table.estimatedRows < 0 ? null : table.estimatedRows,
    exactRows: measured.exactRows.get(tableId(table)) ?? null,
    totalBytes: table.totalBytes,
    columns: table.columns.length,
    primaryKey: [...table.primaryKey],
    uniqueKeys: table.uniqueKeys.map((key) => [...key.columns]),
    references: graph.from(table).map((relation) => relationData(relation, relation.parent, 'child')),
    referencedBy: graph.to(table).map((relation) => relationData(relation, relation.child, 'parent')),
    generatedColumns: table.columns.filter((column) => column.generated).map((column) => column.name),
    riskyColumns: [...riskyColumns(table)].map(([risk, columns]) => ({
      risk,
      columns: [...columns],
      text: riskOf(risk).text,
    })),
    largeColumns: [...(measured.largestBytes.get(tableId(table)) ?? [])].map(([column, largestBytes]) => ({
      column,
      largestBytes,
    })),
    partitions,
    inheritedBy: [...children],
    rowSecurity: table.rowSecurity,
    readable,
    extension,
  }
}

function relationData(
  relation: Relation,
  other: CatalogTable,
  own: 'child' | 'parent',
): InspectedTable['references'][number] {
  return {
    name: relation.name,
    schema: other.schema,
    table: other.name,
    columns: relation.pairs.map((pair) => pair[own]),
    otherColumns: relation.pairs.map((pair) => pair[own === 'child' ? 'parent' : 'child']),
    required: relation.required,
    onDeleteCascade: relation.cascade,
    indexed: hasIndexBehind(relation),
  }
}

/** An item has 400 KB; a single value of this size leaves too little room for comfort. */
const nearLimit = 350_000

function findingsOf(
  table: CatalogTable,
  graph: RelationGraph,
  hints: SourceHints,
  measured: Measurements,
): readonly Finding[] {
  const label = tableLabel(table)
  const leftOut = reasonToLeaveOut(table, hints, false)
  const unindexed = graph.from(table).filter((relation) => !hasIndexBehind(relation))
  const risky = [...riskyColumns(table)].filter(
    ([kind]) => riskOf(kind).unrepresentable && kind !== 'infinite-time' && kind !== 'numeric-nan',
  )
  return [
    ...(leftOut === null
      ? []
      : [leftOut.severity === 'error' ? { ...leftOut, severity: 'warning' as const } : leftOut]),
    ...unindexed.map((relation) =>
      finding(
        'warning',
        'DESIGN_FOREIGN_KEY_NOT_INDEXED',
        `${label}.${childColumns(relation).join(', ')}`,
        `${label} (${childColumns(relation).join(', ')}) refers to ${tableLabel(relation.parent)}`,
        missingIndex(relation),
      ),
    ),
    ...[...(measured.largestBytes.get(tableId(table)) ?? [])].map(([column, bytes]) =>
      finding(
        bytes >= nearLimit ? 'warning' : 'note',
        'DESIGN_OVERSIZE_COLUMN',
        `${label}.${column}`,
        `up to ${formatCount(bytes)} bytes in a sample`,
      ),
    ),
    ...risky.map(([kind, columns]) =>
      finding('note', 'DESIGN_RISKY_TYPE', `${label}.${columns.join(', ')}`, riskOf(kind).text),
    ),
  ]
}

function finding(severity: Finding['severity'], code: ErrorCode, place: string, detail: string, fix?: string): Finding {
  return {
    severity,
    code,
    place,
    message: `${errorRegistry[code].title}: ${detail}`,
    fix: fix ?? errorRegistry[code].fix,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
