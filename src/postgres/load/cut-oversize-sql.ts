import { underlyingType } from '../../catalog/pg-type.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'

/** More characters or bytes than any item holds: whatever is left of a value this long, it does not fit either. */
const cutTo = 420_000

/** Below this nothing is cut, so that a value at the limit travels as it is. */
const cutFrom = 1_000_000

/**
 * A value that its entity's policy leaves out where the item is over 400 KB. Cut in the server: a row with a film in it
 * would be beyond what a tuple may have, and be rejected for a value that was not to be stored anyway.
 */
export function cutOversizeSql(sql: string, entity: ResolvedEntity, index: number): string {
  const { oversize } = entity
  if (oversize?.kind !== 'omit') return sql
  const isOmitted = entity.attributes.some(
    (attribute) =>
      attribute.kind === 'value' && attribute.value === index && oversize.attributes.includes(attribute.name),
  )
  const value = entity.values[index]
  const type = value === undefined ? null : underlyingType(value.type)
  if (!isOmitted || type?.kind !== 'base') return sql
  const cut = `CASE WHEN octet_length(${sql}) > ${cutFrom} THEN substring(${sql} FROM 1 FOR ${cutTo}) ELSE ${sql} END`
  return type.name === 'text' || type.name === 'varchar' || type.name === 'bytea' ? cut : sql
}
