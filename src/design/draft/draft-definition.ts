import { allColumnsKey } from '../../mapping/schema/attribute-schema.ts'
import type { EntityDefinition, MappingDefinition } from '../../mapping/schema/mapping-schema.ts'
import type { Draft, DraftEntity } from './draft-entity.ts'

/** The mapping that the printed draft defines. */
export function draftDefinition(draft: Draft): MappingDefinition {
  return {
    name: draft.name,
    table: draft.table,
    entities: Object.fromEntries(draft.entities.map((entity) => [entity.name, entityDefinition(entity)])),
  }
}

function entityDefinition(entity: DraftEntity): EntityDefinition {
  const { group, from, key, indexes, lookups, columns, attributes } = entity
  return {
    group,
    from,
    key,
    ...(indexes.length === 0
      ? {}
      : { indexes: Object.fromEntries(indexes.map(({ index, pk, sk }) => [index, { pk, sk }])) }),
    ...(lookups.length === 0
      ? {}
      : { lookups: Object.fromEntries(lookups.map(({ name, definition }) => [name, definition])) }),
    attributes: {
      [allColumnsKey]: { kind: 'allColumns', ...columns.options },
      ...Object.fromEntries(attributes.map(({ name, definition }) => [name, definition])),
    },
  }
}
