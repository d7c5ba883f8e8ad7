import { allColumns } from '../../src/mapping/language/attributes.ts'
import { defineMapping, type Mapping } from '../../src/mapping/define-mapping.ts'
import type { MappingDefinition } from '../../src/mapping/schema/mapping-schema.ts'

export type Entity = MappingDefinition['entities'][string]

/** An entity with all columns of its source; the key tells rows apart by `by`. */
export function plainEntity(from: Entity['from'], by: readonly string[], more: Partial<Entity> = {}): Entity {
  const name = typeof from === 'string' ? from : 'name' in from ? from.name : 'rows'
  const values = by.map((column) => `{"${column.replaceAll('"', '""')}"|escape}`)
  return {
    group: name,
    from,
    key: { pk: `${name.replaceAll(/[{}#]/gu, '_')}#${values.join('#')}`, sk: 'METADATA' },
    attributes: { ...allColumns() },
    ...more,
  }
}

export function plainMapping(entities: Readonly<Record<string, Entity>>): Mapping {
  return defineMapping({
    name: 'tables',
    table: { partitionKey: '#pk', sortKey: '#sk', entityType: '#type' },
    entities,
  })
}
