import type { RejectRecord } from '../../ledger/read-rejects.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { narrowEntity, searchColumns } from './narrow-entity.ts'

/** Rows looked for in one query: long enough to spare round trips, short enough for the planner. */
const rowsPerQuery = 200

/** Rejects of one entity that are looked for together, and the entity over their rows. */
export interface RetryBatch {
  /** As the mapping has it. */
  readonly entity: ResolvedEntity
  /** `entity` over these rows and few others, whatever they collapse into. */
  readonly narrow: ResolvedEntity
  readonly records: readonly RejectRecord[]
}

/**
 * Cuts the rejects of an entity into batches, those that only a reading of every row can find into one of their own.
 * `narrow` takes rows singly: a condition on the source key could cut a group.
 */
export function retryBatches(entity: ResolvedEntity, records: readonly RejectRecord[]): readonly RetryBatch[] {
  const single: ResolvedEntity = { ...entity, identity: { kind: 'unique' } }
  const columns = searchColumns(
    entity,
    entity.sourceKey.map(({ name }) => name),
  )
  const isSought = ({ sourceKey }: RejectRecord): boolean =>
    columns.length > 0 && columns.every((column) => typeof sourceKey[column] === 'string')
  const sought = records.filter(isSought)
  const rest = records.filter((record) => !isSought(record))
  const batches = Array.from({ length: Math.ceil(sought.length / rowsPerQuery) }, (_, at) => {
    const part = sought.slice(at * rowsPerQuery, (at + 1) * rowsPerQuery)
    const keys = part.map(({ sourceKey }) => sourceKey)
    return { entity, narrow: narrowEntity(single, columns, keys), records: part }
  })
  return rest.length === 0 ? batches : [...batches, { entity, narrow: single, records: rest }]
}
