import { indexKeyNames } from '../../mapping/index-key-names.ts'
import { tableKeyNames } from '../../mapping/table-key-names.ts'
import type { ResolvedEntity, ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'

/**
 * The indexes that an entity means to fill: it gives every attribute of the key that is not of each item anyway, at
 * least one, by template or among its attributes.
 */
export function filledIndexes(table: ResolvedTable, entity: ResolvedEntity): readonly ResolvedIndex[] {
  const own = new Set([...tableKeyNames(table), table.entityType])
  const given = new Set(
    [...entity.indexKeys.flatMap(({ attributes }) => attributes), ...entity.attributes].map(({ name }) => name),
  )
  return table.indexes.filter((index) => {
    const wanted = indexKeyNames(index).filter((name) => !own.has(name))
    return wanted.length > 0 && wanted.every((name) => given.has(name))
  })
}
