import type { AttributeValue, Form, Item } from '../../codec/value/attribute-value.ts'
import { codecFor } from '../../codec/registry.ts'
import { attributeBytes } from '../../codec/value/attribute-bytes.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type {
  ResolvedAttribute,
  ResolvedEntity,
  ResolvedIndexKey,
  ResolvedMapping,
  ResolvedTable,
  ResolvedTemplate,
} from '../../mapping/resolved.ts'
import { assertNever } from '../../assert-never.ts'
import { gzipLimit, itemLimit, keyLimits } from '../key-limits.ts'
import { fitItem } from './fit-item.ts'
import { renderKey } from './render-key.ts'
import { renderTemplate, type ValueTexts } from './render-template.ts'
import { isUnrepresentable } from '../unrepresentable.ts'
import { valueName } from '../value-name.ts'

export type ReferenceOutcome =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'rejected'; readonly code: ValueError['code']; readonly detail: string }

/**
 * The item that one source row must give: the small and obvious reading of the mapping, which the compiled encoder is
 * held equal to and which validation trusts. `texts` are PostgreSQL's texts by ValueRef, null for SQL NULL.
 *
 * Attributes are made in the order key, type, index keys, attributes; the first failure in that order gives the code.
 */
export function referenceItem(mapping: ResolvedMapping, entity: ResolvedEntity, texts: ValueTexts): ReferenceOutcome {
  try {
    return { kind: 'item', item: buildItem(mapping, entity, texts) }
  } catch (error) {
    if (error instanceof ValueError) return { kind: 'rejected', code: error.code, detail: error.detail }
    throw error
  }
}

function buildItem(mapping: ResolvedMapping, entity: ResolvedEntity, texts: ValueTexts): Item {
  const { table } = mapping
  const limits = keyLimits(table)
  const keys = { table, limits }
  const item = new Map<string, AttributeValue>()
  const { oversize } = entity
  let size = 0
  /** Of what stays in the item as it is, whatever the policy makes of the others. */
  let fixed = 0
  const add = (name: string, value: AttributeValue): void => {
    item.set(name, value)
    const bytes = Buffer.byteLength(name, 'utf8') + attributeBytes(value)
    size += bytes
    if (oversize?.attributes.includes(name) !== true) fixed += bytes
    if (fixed > itemLimit || (oversize?.kind === 'gzip' && size > gzipLimit))
      throw new ValueError(
        'VALUE_ITEM_TOO_LARGE',
        `attribute "${name}" brings the item to ${size} bytes, ${itemLimit} are allowed`,
      )
  }

  add(table.partitionKey, baseKey(keys, table.partitionKey, entity.partitionKey, entity, texts))
  if (table.sortKey !== null && entity.sortKey !== null) {
    add(table.sortKey, baseKey(keys, table.sortKey, entity.sortKey, entity, texts))
  }
  add(table.entityType, { S: entity.name })
  for (const indexKey of entity.indexKeys) {
    for (const [name, value] of indexKeyValues(keys, indexKey, entity, texts)) add(name, value)
  }
  for (const attribute of entity.attributes) {
    const value = inPlace(attribute.name, () => attributeValue(attribute, entity, texts))
    // In the key of an index nothing may be empty: the attribute is left out.
    if (value === null || (limits.has(attribute.name) && isEmptyValue(value))) continue
    add(attribute.name, withinLimit(attribute.name, value, limits))
  }
  return oversize === undefined ? Object.fromEntries(item) : fitItem(item, oversize)
}

interface Keys {
  readonly table: ResolvedTable
  readonly limits: ReadonlyMap<string, number>
}

function baseKey(
  { table, limits }: Keys,
  name: string,
  template: ResolvedTemplate,
  entity: ResolvedEntity,
  texts: ValueTexts,
): AttributeValue {
  const rendered = inPlace(name, () => renderKey(table, name, template, entity, texts))
  if (rendered.kind === 'value') return withinLimit(name, rendered.value, limits)
  const value = valueName(entity, rendered.value)
  if (rendered.blank === 'null') throw new ValueError('VALUE_KEY_NULL', `${name}: ${value} is NULL`)
  throw new ValueError('VALUE_KEY_EMPTY', `${name}: ${value} is empty`)
}

/** All attributes that templates make, or nothing at all when any value in any of them is NULL or empty. */
function indexKeyValues(
  { table, limits }: Keys,
  indexKey: ResolvedIndexKey,
  entity: ResolvedEntity,
  texts: ValueTexts,
): readonly (readonly [string, AttributeValue])[] {
  const blank = indexKey.attributes.some(({ name, template }) => isBlank(table, name, template, entity, texts))
  if (blank) return []
  return indexKey.attributes.flatMap(({ name, template }) => {
    const rendered = inPlace(name, () => renderKey(table, name, template, entity, texts))
    return rendered.kind === 'value' ? [[name, withinLimit(name, rendered.value, limits)] as const] : []
  })
}

/** A value that cannot be formatted is not blank: it rejects the row, unless another attribute leaves the key out. */
function isBlank(
  table: ResolvedTable,
  name: string,
  template: ResolvedTemplate,
  entity: ResolvedEntity,
  texts: ValueTexts,
): boolean {
  try {
    return renderKey(table, name, template, entity, texts).kind === 'blank'
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

/** An attribute that is in no key has no limit but the item's. */
function withinLimit(name: string, value: AttributeValue, limits: ReadonlyMap<string, number>): AttributeValue {
  const limit = limits.get(name)
  const bytes = attributeBytes(value)
  if (limit !== undefined && bytes > limit)
    throw new ValueError('VALUE_KEY_TOO_LONG', `${name}: ${bytes} bytes, ${limit} are allowed`)
  return value
}

/** The value of an attribute, null when it is left out. */
function attributeValue(
  attribute: ResolvedAttribute,
  entity: ResolvedEntity,
  texts: ValueTexts,
): AttributeValue | null {
  switch (attribute.kind) {
    case 'constant':
      return attribute.value
    case 'template': {
      const rendered = renderTemplate(attribute.template, entity, texts, false)
      return rendered.kind === 'text' ? { S: rendered.text } : null
    }
    case 'value': {
      const text = texts[attribute.value] ?? null
      if (text === null) return attribute.onNull === 'null' ? { NULL: true } : null
      if (attribute.onEmpty === 'keep') return columnValue(attribute, entity, text)
      const value = isEmptySet(attribute.form, text) ? { S: '' } : columnValue(attribute, entity, text)
      if (value === null || !isEmptyValue(value)) return value
      return attribute.onEmpty === 'null' ? { NULL: true } : null
    }
    default:
      return assertNever(attribute)
  }
}

function columnValue(
  attribute: Extract<ResolvedAttribute, { kind: 'value' }>,
  entity: ResolvedEntity,
  text: string,
): AttributeValue | null {
  const type = entity.values[attribute.value]?.type
  if (type === undefined) throw new ValueError('VALUE_MALFORMED', `the mapping has no value ${attribute.value}`)
  const codec = codecFor(type)
  try {
    return codec.fromText(text, attribute.form, type)
  } catch (error) {
    if (attribute.onUnrepresentable === 'reject' || !isUnrepresentable(error)) throw error
    return attribute.onUnrepresentable === 'omit' ? null : codec.fromText(text, 'S', type)
  }
}

/**
 * DynamoDB has no empty set, so it has to be seen before the codec refuses it. An empty array of any type prints as
 * `{}`.
 */
function isEmptySet(form: Form, text: string): boolean {
  return form === 'set' && text === '{}'
}

function isEmptyValue(value: AttributeValue): boolean {
  return ('S' in value && value.S === '') || ('B' in value && value.B.length === 0)
}

/** Names the attribute in the reason of a reject. */
function inPlace<T>(name: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof ValueError) throw new ValueError(error.code, `${name}: ${error.detail}`)
    throw error
  }
}
