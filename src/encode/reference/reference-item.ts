import type { AttributeValue, Form, Item } from '../../codec/value/attribute-value.ts'
import { codecFor } from '../../codec/registry.ts'
import { attributeBytes } from '../../codec/value/attribute-bytes.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type {
  ResolvedAttribute,
  ResolvedEntity,
  ResolvedIndexKey,
  ResolvedMapping,
  ResolvedTemplate,
} from '../../mapping/resolved.ts'
import { assertNever } from '../../assert-never.ts'
import { itemLimit, keyLimits } from '../key-limits.ts'
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
  const item = new Map<string, AttributeValue>()
  let size = 0
  const add = (name: string, value: AttributeValue): void => {
    item.set(name, value)
    size += Buffer.byteLength(name, 'utf8') + attributeBytes(value)
    if (size > itemLimit)
      throw new ValueError(
        'VALUE_ITEM_TOO_LARGE',
        `attribute "${name}" brings the item to ${size} bytes, ${itemLimit} are allowed`,
      )
  }

  add(table.partitionKey, { S: baseKey(table.partitionKey, entity.partitionKey, entity, texts, limits) })
  if (table.sortKey !== null && entity.sortKey !== null) {
    add(table.sortKey, { S: baseKey(table.sortKey, entity.sortKey, entity, texts, limits) })
  }
  add(table.entityType, { S: entity.name })
  for (const indexKey of entity.indexKeys) {
    for (const [name, text] of indexKeyPair(indexKey, entity, texts, limits)) add(name, { S: text })
  }
  for (const attribute of entity.attributes) {
    const value = inPlace(attribute.name, () => attributeValue(attribute, entity, texts))
    if (value !== null) add(attribute.name, value)
  }
  return Object.fromEntries(item)
}

function baseKey(
  name: string,
  template: ResolvedTemplate,
  entity: ResolvedEntity,
  texts: ValueTexts,
  limits: ReadonlyMap<string, number>,
): string {
  const rendered = inPlace(name, () => renderTemplate(template, entity, texts, true))
  if (rendered.kind === 'text') return withinLimit(name, rendered.text, limits)
  const value = valueName(entity, rendered.value)
  if (rendered.blank === 'null') throw new ValueError('VALUE_KEY_NULL', `${name}: ${value} is NULL`)
  throw new ValueError('VALUE_KEY_EMPTY', `${name}: ${value} is the empty string`)
}

/** Both halves, or nothing at all when any value in either half is NULL or empty. */
function indexKeyPair(
  indexKey: ResolvedIndexKey,
  entity: ResolvedEntity,
  texts: ValueTexts,
  limits: ReadonlyMap<string, number>,
): readonly (readonly [string, string])[] {
  const blank = indexKey.attributes.some(({ name, template }) => isBlank(name, template, entity, texts))
  if (blank) return []
  return indexKey.attributes.map(({ name, template }) => {
    const rendered = inPlace(name, () => renderTemplate(template, entity, texts, true))
    return [name, withinLimit(name, rendered.kind === 'text' ? rendered.text : '', limits)]
  })
}

/** A value that cannot be formatted is not blank: it rejects the row, unless the other half leaves the pair out. */
function isBlank(name: string, template: ResolvedTemplate, entity: ResolvedEntity, texts: ValueTexts): boolean {
  try {
    return inPlace(name, () => renderTemplate(template, entity, texts, true)).kind === 'blank'
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

function withinLimit(name: string, text: string, limits: ReadonlyMap<string, number>): string {
  const bytes = Buffer.byteLength(text, 'utf8')
  const limit = limits.get(name)
  if (limit !== undefined && bytes > limit)
    throw new ValueError('VALUE_KEY_TOO_LONG', `${name}: ${bytes} bytes, ${limit} are allowed`)
  return text
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
