import type { ResolvedEntity, ResolvedTable, ResolvedTemplate, ResolvedValue } from '../../mapping/resolved.ts'

/**
 * Where an attribute's value comes from: `key` the primary key or the type, `index-key` a key attribute of an index,
 * `other-rows` copied or counted from other rows than the item's own, `own-row` the item's own row.
 */
export type AttributeOrigin = 'key' | 'index-key' | 'other-rows' | 'own-row'

/** Attributes that the entity does not know have no origin. */
export function attributeOrigins(table: ResolvedTable, entity: ResolvedEntity): ReadonlyMap<string, AttributeOrigin> {
  const origins = new Map<string, AttributeOrigin>()
  for (const attribute of entity.attributes) {
    if (attribute.kind === 'constant') origins.set(attribute.name, 'own-row')
    else if (attribute.kind === 'value')
      origins.set(attribute.name, fromOtherRows(entity.values[attribute.value]) ? 'other-rows' : 'own-row')
    else origins.set(attribute.name, templateFromOtherRows(entity, attribute.template) ? 'other-rows' : 'own-row')
  }
  for (const index of table.indexes) {
    for (const name of [index.partitionKey, index.sortKey]) {
      if (name !== null && !origins.has(name)) origins.set(name, 'index-key')
    }
  }
  for (const name of [table.partitionKey, table.sortKey, table.entityType]) if (name !== null) origins.set(name, 'key')
  return origins
}

function templateFromOtherRows(entity: ResolvedEntity, template: ResolvedTemplate): boolean {
  return template.segments.some((segment) => segment.kind === 'value' && fromOtherRows(entity.values[segment.value]))
}

function fromOtherRows(value: ResolvedValue | undefined): boolean {
  switch (value?.kind) {
    case 'lookup':
    case 'count':
    case 'sum':
    case 'exists':
    case 'gather':
      return true
    case 'column':
    case 'present':
    case 'least':
    case 'greatest':
    case 'first':
    case undefined:
      return false
  }
}
