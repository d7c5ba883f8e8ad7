import { quoteLiteral } from '../../postgres/quote.ts'
import { columnOf } from './reference-predicate.ts'

/** A condition on the rows of an entity, over the columns of its source under this alias. */
export type RowFilter = (alias: string) => string

/** Rows whose columns have one of these combinations of texts; every list is as long as `columns`. */
export function combinationFilter(columns: readonly string[], combinations: readonly (readonly string[])[]): RowFilter {
  return (alias) => {
    if (combinations.length === 0) return 'false'
    const [first] = columns
    if (first === undefined) return 'true'
    const firsts = [...new Set(combinations.map((texts) => texts[0] ?? ''))]
    // One column alone can use its index for the whole list; the exact combinations are then picked from few rows.
    const byFirst = `${columnOf(alias, first)} IN (${firsts.map(quoteLiteral).join(', ')})`
    if (columns.length === 1) return byFirst
    const all = combinations.map(
      (texts) =>
        `(${columns.map((column, at) => `${columnOf(alias, column)} = ${quoteLiteral(texts[at] ?? '')}`).join(' AND ')})`,
    )
    return `${byFirst} AND (${all.join(' OR ')})`
  }
}
