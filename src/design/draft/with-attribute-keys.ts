import type { CatalogTable } from '../../catalog/catalog.ts'
import { codecFor } from '../../codec/registry.ts'
import { keyTypeOfForm } from '../../mapping/key-form.ts'
import { columnsOf } from '../../mapping/resolve/source-shape.ts'
import type { KeyType } from '../../mapping/schema/table-schema.ts'
import type { KeyColumns } from './access-path.ts'
import type { Draft, DraftEntity } from './draft-entity.ts'

/** DynamoDB's limit for each half of an index key. */
const maxKeyAttributes = 4

/**
 * The draft with indexes over attributes as they are, where that fits: the index serves one entity, by its own columns,
 * whose values are never empty and short enough; no other entity has all of these attributes (its items would be in the
 * index too), and whoever has one of them has it with the same type (an attribute has one type in all keys). Indexes
 * that several entities share keep their texts, which is what makes them share.
 */
export function withAttributeKeys(draft: Draft): Draft {
  const converted = new Map<string, { readonly entity: DraftEntity; readonly key: KeyColumns }>()
  for (const name of Object.keys(draft.table.indexes ?? {})) {
    const users = draft.entities.filter((entity) => entity.indexes.some(({ index }) => index === name))
    const [entity] = users
    const key = entity?.indexes.find(({ index }) => index === name)?.columns ?? null
    if (entity === undefined || users.length > 1 || key === null || !fits(key, entity, draft.entities)) continue
    converted.set(name, { entity, key })
  }
  if (converted.size === 0) return draft
  const indexes = Object.entries(draft.table.indexes ?? {}).map(([name, index]) => {
    const found = converted.get(name)
    return [name, found === undefined ? index : indexOver(found.key, found.entity.source)] as const
  })
  return {
    ...draft,
    table: { ...draft.table, indexes: Object.fromEntries(indexes) },
    entities: draft.entities.map((entity) => ({
      ...entity,
      indexes: entity.indexes.map((index) => {
        const key = converted.get(index.index)?.key
        if (key === undefined) return index
        return { ...index, pk: key.partition.join(', '), sk: key.sort.join(', '), attributes: key }
      }),
    })),
  }
}

function indexOver({ partition, sort }: KeyColumns, source: CatalogTable) {
  const attribute = (name: string) => {
    const type = keyColumnType(source, name) ?? 'S'
    return type === 'S' ? name : { name, type }
  }
  return {
    partitionKey: partition.map(attribute),
    ...(sort.length === 0 ? {} : { sortKey: sort.map(attribute) }),
  }
}

function fits({ partition, sort }: KeyColumns, entity: DraftEntity, entities: readonly DraftEntity[]): boolean {
  if (partition.length === 0 || partition.length > maxKeyAttributes || sort.length > maxKeyAttributes) return false
  const names = [...partition, ...sort]
  if (names.some((name) => attributeType(entity, name) === null)) return false
  return entities.every((other) => {
    if (other === entity) return true
    const held = names.filter((name) => hasAttribute(other, name))
    return (
      held.length < names.length && held.every((name) => attributeType(other, name) === attributeType(entity, name))
    )
  })
}

function hasAttribute({ source, columns, attributes }: DraftEntity, name: string): boolean {
  if (attributes.some((attribute) => attribute.name === name)) return true
  return columnsOf(source).has(name) && columns.options.except?.includes(name) !== true
}

/** The type that a column has as an attribute of this name; null where it cannot be a key as it stands. */
function attributeType(entity: DraftEntity, name: string): KeyType | null {
  const isColumn = columnsOf(entity.source).has(name) && entity.columns.options.except?.includes(name) !== true
  if (!isColumn || entity.attributes.some((attribute) => attribute.name === name)) return null
  const type = columnsOf(entity.source).get(name)?.type
  // Where what has no other form becomes text, a number that is not whole may become text.
  const mayBeText = entity.columns.options.onUnrepresentable !== undefined
  const isWhole = type !== undefined && codecFor(type).keyAlphabet === 'integer'
  const keyType = keyColumnType(entity.source, name)
  return keyType === 'N' && mayBeText && !isWhole ? null : keyType
}

/** Of types whose values have a bound and are never empty; free text may be empty, and would have to be left out. */
function keyColumnType(source: CatalogTable, name: string): KeyType | null {
  const type = columnsOf(source).get(name)?.type
  if (type === undefined) return null
  const codec = codecFor(type)
  const [form] = codec.forms
  return form === undefined || form === 'B' || codec.keyAlphabet === 'free' ? null : keyTypeOfForm(form)
}
