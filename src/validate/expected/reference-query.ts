import type { PgType } from '../../catalog/pg-type.ts'
import { readsAsText } from '../../codec/reads-as-text.ts'
import type { ResolvedEntity, ResolvedValue } from '../../mapping/resolved.ts'
import { assertNever } from '../../assert-never.ts'
import { collated, quoteTable } from '../../postgres/quote.ts'
import { columnOf } from './reference-predicate.ts'
import { localColumnSql, relationJoins, referenceRelation } from './reference-relation.ts'
import { reserved, referenceRows } from './reference-rows.ts'
import { isWholeAttribute, shortenedSql } from './shortened-sql.ts'
import type { RowFilter } from './combination-filter.ts'
import type { HasIndex } from './has-index-in.ts'

export interface ReferenceQuery {
  readonly sql: string
  /** Columns 0 … values - 1 are the values by ValueRef, in PostgreSQL's own output. */
  readonly values: number
  /** Column that counts the source rows behind the item. */
  readonly rowsAt: number
  /** First of one column per look-up: `t` when the look-up's columns are set and its row does not exist. */
  readonly missedAt: number
}

/**
 * The rows of an entity as the proof reads them: the obvious SQL, written apart from the loader's on purpose. Grouped
 * identities come from DISTINCT ON and GROUP BY (the loader uses window functions), counters from plain correlated
 * subqueries. Where no index finds the related rows, one grouped subquery is joined instead: correlated, it would read
 * the related table once per row.
 *
 * `filter` restricts the source rows; over a grouped entity it may only use the identity's columns, so that no group is
 * cut.
 */
export function buildReferenceQuery(
  entity: ResolvedEntity,
  options: { readonly hasIndex: HasIndex; readonly filter?: RowFilter | undefined },
): ReferenceQuery {
  const alias = 's'
  const values = entity.values.map((value, at) => {
    const sql = valueSql(alias, value, at, options.hasIndex)
    return output(
      isWholeAttribute(entity, at) && !('relation' in value)
        ? shortenedSql(sql, value.type, entity.oversize?.kind === 'gzip')
        : sql,
      value.type,
    )
  })
  const missed = entity.lookups.map((lookup, at) => {
    const locals = lookup.on.map((pair) => `${localColumnSql(alias, pair.equals)} IS NOT NULL`)
    const first = lookup.on[0]
    return `(${[...locals, first === undefined ? 'false' : `${columnOf(`l${at}`, first.column)} IS NULL`].join(' AND ')})`
  })
  const lookups = entity.lookups.map((lookup, at) => {
    const target = `l${at}`
    const on = lookup.on.map(
      (pair) => `${columnOf(target, pair.column)} = ${collated(localColumnSql(alias, pair.equals), pair.collation)}`,
    )
    return `LEFT JOIN ${quoteTable(lookup.table)} ${target} ON ${on.join(' AND ')}`
  })
  const joins = entity.values.flatMap((value, at) =>
    'relation' in value ? relationJoins(alias, value, at, options.hasIndex) : [],
  )
  const rows = entity.identity.kind === 'grouped' ? columnOf(alias, reserved.rows) : '1'
  const select = [...values, rows, ...missed].map((sql, at) => `${sql} AS c${at}`)
  return {
    sql: [
      `SELECT ${select.join(',\n  ')}`,
      `FROM ${referenceRows(entity, alias, options.filter)}`,
      ...lookups,
      ...joins,
    ].join('\n'),
    values: values.length,
    rowsAt: values.length,
    missedAt: values.length + 1,
  }
}

function valueSql(alias: string, value: ResolvedValue, at: number, hasIndex: HasIndex): string {
  switch (value.kind) {
    case 'column':
      return columnOf(alias, value.column)
    case 'lookup':
      return columnOf(`l${value.lookup}`, value.column)
    case 'count':
    case 'sum':
    case 'exists':
    case 'gather':
      return referenceRelation(alias, value, at, hasIndex)
    case 'present':
    case 'least':
    case 'greatest':
    case 'first':
      return columnOf(alias, reserved.value(at))
    default:
      return assertNever(value)
  }
}

/**
 * Types without a send format of their own reach the loader as `::text`, so the codecs expect that spelling (an inet
 * with its mask).
 */
function output(sql: string, type: PgType): string {
  return readsAsText(type) ? `(${sql})::text` : sql
}
