import { leadingColumnsOf } from '../../mapping/resolve/source-shape.ts'
import { quoteIdentifier, quoteTable } from '../../postgres/quote.ts'
import { childColumns, type Relation } from './relation-graph.ts'

/** The statement that creates the index behind a foreign key. */
export function missingIndex(relation: Relation): string {
  return (
    `CREATE INDEX CONCURRENTLY ON ${quoteTable(relation.child)} ` +
    `(${childColumns(relation).map(quoteIdentifier).join(', ')});`
  )
}

/** Does some index lead with a column of the foreign key? One is enough to find the rows. */
export function hasIndexBehind(relation: Relation): boolean {
  const leading = leadingColumnsOf(relation.child)
  return childColumns(relation).some((column) => leading.has(column))
}
