import { assertNever } from '../../assert-never.ts'
import type { ValueRef } from '../../brand.ts'
import { readsAsText } from '../../codec/reads-as-text.ts'
import type { ResolvedEntity, ResolvedValue } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import { foldRowsSql, groupColumn, rowsColumn } from './fold-rows-sql.ts'
import type { LoadColumn } from './load-query.ts'
import { lookupColumnSql, lookupJoinsSql, missedSql } from './lookup-sql.ts'
import { relationGroups, relationJoinSql, relationValueSql, type RelationGroup } from './relation-sql.ts'
import { nameColumns, nameOf, sourceRowsSql, type ColumnNames } from './source-rows-sql.ts'

export interface LoadQuery {
  /** One SELECT without parameters: COPY takes none. */
  readonly sql: string
  readonly columns: readonly LoadColumn[]
}

/**
 * The query that reads one chunk of an entity: one row per item, values in the order of `entity.values`, then `rows`,
 * then one `missed` per look-up. Built in layers, each a subquery of the next:
 *
 *     source rows in the range -> folded to one per item -> look-ups joined -> relations aggregated and joined
 *
 * Every layer is set-based. What the load reads and what the validation expects are built apart
 * (validate/expected/reference-query.ts).
 */
export function buildLoadQuery(entity: ResolvedEntity, range: KeyRange): LoadQuery {
  const columns = nameColumns(entity)
  const shared = sourceRowsSql(entity, columns, range)
  // A raw query may be dear or differ from call to call, so it runs once; a table's range is cheaper read twice than
  // kept.
  const once = entity.source.kind === 'query'
  const rows = once ? 'SELECT * FROM chunk_rows' : shared
  const groups = relationGroups(entity.values)
  const select = [
    ...entity.values.map((value, index) => castForCodec(valueSql(value, index, columns, groups), value)),
    `s.${rowsColumn}`,
    ...entity.lookups.map((lookup, index) => missedSql(lookup, index, columns)),
  ]
  const parts = [
    ...(once ? [`WITH chunk_rows AS MATERIALIZED (${shared})`] : []),
    `SELECT ${select.join(',\n  ')}`,
    `FROM (${foldRowsSql(entity, columns, rows)}) AS s`,
    ...lookupJoinsSql(entity.lookups, columns),
    ...groups.map((group) => relationJoinSql(group, { entity, columns, range, rows })),
  ]
  return { sql: parts.join('\n'), columns: loadColumns(entity) }
}

/** What `buildLoadQuery` gives, without building it. */
export function loadColumns(entity: ResolvedEntity): readonly LoadColumn[] {
  return [
    ...entity.values.map((_, index): LoadColumn => ({ kind: 'value', value: index as ValueRef })),
    { kind: 'rows' },
    ...entity.lookups.map((_, lookup): LoadColumn => ({ kind: 'missed', lookup })),
  ]
}

function valueSql(value: ResolvedValue, index: number, columns: ColumnNames, groups: readonly RelationGroup[]): string {
  switch (value.kind) {
    case 'column':
      return `s.${nameOf(columns, value.column)}`
    case 'lookup':
      return lookupColumnSql(value.lookup, value.column)
    case 'present':
    case 'least':
    case 'greatest':
    case 'first':
      return `s.${groupColumn(index)}`
    case 'count':
    case 'sum':
    case 'exists':
    case 'gather': {
      const group = groups.find(({ members }) => members.some((member) => member.index === index))
      if (group === undefined) throw new RangeError(`value ${index} belongs to no relation`)
      return relationValueSql(group, value, index)
    }
    default:
      return assertNever(value)
  }
}

function castForCodec(sql: string, value: ResolvedValue): string {
  return readsAsText(value.type) ? `(${sql})::text` : sql
}
