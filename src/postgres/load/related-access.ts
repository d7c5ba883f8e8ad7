import type { RelationPair, ResolvedEntity, ResolvedRelation } from '../../mapping/resolved.ts'
import type { KeyRange } from '../chunks/chunk.ts'
import { isCollatable, keepsCollation, rangeSql } from '../chunks/range-sql.ts'
import { byteOrder, collated, quoteIdentifier } from '../quote.ts'

type Branch = ResolvedRelation['branches'][number]

/**
 * How the related rows of a chunk are found, chosen by what the catalog says and never by an estimate:
 *
 * - `whole`: the chunk is the whole table, so all of them
 * - `range`: joined on the chunk key, so the chunk's own range, applied to the related columns
 * - `probe`: an index leads to them, asked once for each distinct key of the chunk, by `columns`
 * - `scan`: no index does, so all are read and those of other chunks dropped
 */
export type RelatedAccess =
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'range'
      readonly conditions: readonly string[]
      /** The related columns in the order of their index, where several are compared as a row. */
      readonly order: readonly string[]
    }
  | { readonly kind: 'probe'; readonly columns: readonly string[] }
  | { readonly kind: 'scan' }

export function relatedAccess(
  branch: Branch,
  relation: ResolvedRelation,
  entity: Pick<ResolvedEntity, 'source' | 'chunkBy'>,
  range: KeyRange,
): RelatedAccess {
  const related = rangeOfRelated(branch, relation, entity, range)
  if (related !== null) return related
  const { source } = entity
  const unbounded = range.kind === 'all' || (range.kind === 'range' && range.low === null && range.high === null)
  const onlyColumns = branch.on.every(({ equals }) => equals.kind === 'column')
  if (unbounded && source.kind === 'table' && source.where.length === 0 && onlyColumns) return { kind: 'whole' }
  return branch.index.length === 0 ? { kind: 'scan' } : { kind: 'probe', columns: branch.index }
}

/** The local side of a pair, under the collation in which the two are compared. */
export function comparedLocal(pair: RelationPair, relation: ResolvedRelation, local: string): string {
  return collated(local, relation.bytewise?.includes(pair.column) === true ? byteOrder : pair.collation)
}

/** The chunk's range, applied to the related columns; null where it does not say the same of them. */
function rangeOfRelated(
  { on, index }: Branch,
  relation: ResolvedRelation,
  { source, chunkBy }: Pick<ResolvedEntity, 'source' | 'chunkBy'>,
  range: KeyRange,
): (RelatedAccess & { readonly kind: 'range' }) | null {
  if (chunkBy === null || range.kind === 'all') return null
  const related = chunkBy.columns.flatMap((key) => {
    const pair = on.find(({ equals }) => equals.kind === 'column' && equals.column === key.column)
    return pair === undefined ? [] : [{ key, pair }]
  })
  if (related.length < chunkBy.columns.length) return null
  // A key that is NULL joins with nothing.
  if (range.kind === 'nulls') return { kind: 'range', conditions: ['false'], order: [] }
  if (range.low === null && range.high === null) return null
  // An index that leads with another column would be read whole for each chunk.
  const served = related.every(({ pair }, at) => pair.column === index[at])
  if (index.length > 0 && !served) return null
  // The bounds hold under the order of the chunk key, which the related columns need not share.
  const sameOrder = related.every(
    ({ key, pair }) =>
      !isCollatable(key.type) ||
      (served &&
        pair.collation === undefined &&
        keepsCollation(key.column, source) &&
        relation.bytewise?.includes(pair.column) !== true),
  )
  if (!sameOrder) return null
  const columns = related.map(({ pair }) => quoteIdentifier(pair.column))
  return {
    kind: 'range',
    conditions: rangeSql(columns, range, chunkBy),
    order: index.length > 0 && columns.length > 1 ? columns : [],
  }
}
