import type { PgType } from '../../catalog/pg-type.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { FindingList } from '../finding-list.ts'
import type { ResolvedPredicate } from '../resolved.ts'
import type { Condition, Literal, Where } from '../schema/where-schema.ts'
import { literalText } from './literal-text.ts'
import type { ColumnScope } from './source-shape.ts'
import { hasOrder } from '../../catalog/has-order.ts'
import { typeLabel } from './type-traits.ts'

interface WhereScope {
  readonly label: string
  readonly columns: ColumnScope
  readonly findings: FindingList
}

/** Conditions over the columns of one table, checked against their types. */
export function resolveWhere(where: Where | undefined, place: string, scope: WhereScope): readonly ResolvedPredicate[] {
  if (where === undefined) return []
  if (isList(where)) return where.flatMap((item, index) => resolveWhere(item, `${place}.${index}`, scope))
  if (isSqlCondition(where)) return [{ kind: 'sql', text: where.text }]
  return Object.entries(where).flatMap(([column, condition]) => {
    const here = `${place}.${column}`
    const found = scope.columns.get(column)
    if (found === undefined) {
      const hint = didYouMean(column, scope.columns.keys())
      scope.findings.error('MAPPING_UNKNOWN_COLUMN', here, `"${column}" is no column of ${scope.label}${hint}`)
      return []
    }
    const predicate = resolveCondition(
      typeof condition === 'object' ? condition : { kind: 'in', values: [condition] },
      column,
      found.type,
    )
    if ('problem' in predicate) {
      scope.findings.error('MAPPING_WRONG_TYPE', here, predicate.problem)
      return []
    }
    return [predicate]
  })
}

function resolveCondition(
  condition: Condition,
  column: string,
  type: PgType,
): ResolvedPredicate | { readonly problem: string } {
  if (!('values' in condition) && condition.kind !== 'compare') return { kind: condition.kind, column }
  if (!hasOrder(type)) return { problem: `values of type ${typeLabel(type)} cannot be compared` }
  const literals: readonly Literal[] = 'values' in condition ? condition.values : [condition.value]
  const values: string[] = []
  for (const literal of literals) {
    const read = literalText(literal, type)
    if ('problem' in read) return read
    values.push(read.text)
  }
  if ('values' in condition) return { kind: condition.kind, column, type, values }
  return { kind: 'compare', column, type, operator: condition.operator, value: values[0] ?? '' }
}

type WhereItem = Exclude<Where, readonly unknown[]>

function isList(where: Where): where is Extract<Where, readonly unknown[]> {
  return Array.isArray(where)
}

function isSqlCondition(where: WhereItem): where is Extract<WhereItem, { kind: 'sql-condition'; text: string }> {
  return where['kind'] === 'sql-condition' && typeof where['text'] === 'string'
}
