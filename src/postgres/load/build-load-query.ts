import { assertNever } from '../../assert-never.ts'
import type { ValueRef } from '../../brand.ts'
import { readsAsText } from '../../codec/reads-as-text.ts'
import type { ResolvedEntity, ResolvedValue } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import { cutOversizeSql } from './cut-oversize-sql.ts'
import { collapseRowsSql, groupColumn, rowsColumn } from './collapse-rows-sql.ts'
import type { LoadColumn } from '../../encode/compiled/load-column.ts'
import { lookupColumnSql, lookupJoinsSql, missedSql } from './lookup-sql.ts'
import { aggregatedValueSql } from './aggregate-sql.ts'
import { relationGroups, type RelationGroup } from './relation-group.ts'
import { allowedPlans } from './allowed-plans.ts'
import type { AllowedPlans } from './plan-setting.ts'
import { relationJoinSql } from './relation-sql.ts'
import { nameColumns, nameOf, sourceRowsSql, type ColumnNames } from './source-rows-sql.ts'

export interface LoadQuery {
  /** One SELECT without parameters: COPY takes none. */
  readonly sql: string
  readonly columns: readonly LoadColumn[]
  /** What its plan may do; what says so to the session is `planSetting`, run before it. */
  readonly plans: AllowedPlans
}

/** Marks the rows of the chunk beside what the full joins add. */
const hereColumn = 'here'

/**
 * The query that reads one chunk of an entity: one row per item, values in the order of `entity.values`, then `rows`,
 * then one `missed` per look-up. Built in layers, each a subquery of the next:
 *
 *     source rows in the range -> collapsed to one per item -> look-ups joined -> relations aggregated and joined
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
  const collapsed = collapseRowsSql(entity, columns, rows)
  const select = [
    ...entity.values.map((value, index) =>
      castForCodec(cutOversizeSql(valueSql(value, index, columns, groups), entity, index), value),
    ),
    `s.${rowsColumn}`,
    ...entity.lookups.map((lookup, index) => missedSql(lookup, index, columns)),
  ]
  const parts = [
    ...(once ? [`WITH chunk_rows AS MATERIALIZED (${shared})`] : []),
    `SELECT ${select.join(',\n  ')}`,
    `FROM (${groups.length === 0 ? collapsed : `SELECT *, true AS ${hereColumn} FROM (${collapsed}) AS s`}) AS s`,
    ...lookupJoinsSql(entity, columns),
    ...groups.map((group) => relationJoinSql(group, { entity, columns, range, rows })),
    // Not "s.here": of that PostgreSQL concludes that the full joins are left ones.
    ...(groups.length === 0 ? [] : [`WHERE coalesce(s.${hereColumn}, false)`]),
  ]
  return {
    sql: parts.join('\n'),
    columns: loadColumns(entity),
    plans: allowedPlans(entity, range, groups),
  }
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
      return aggregatedValueSql(group.alias, value, index)
    }
    default:
      return assertNever(value)
  }
}

function castForCodec(sql: string, value: ResolvedValue): string {
  return readsAsText(value.type) ? `(${sql})::text` : sql
}
