import { underlyingType } from '../../catalog/pg-type.ts'
import { referenceItem } from '../../encode/reference/reference-item.ts'
import { renderTemplate } from '../../encode/reference/render-template.ts'
import type { ResolvedEntity, ResolvedMapping, ResolvedTemplate } from '../../mapping/resolved.ts'
import { maskText } from './mask-text.ts'
import type { ExampleItem } from './picture.ts'
import { cut, valueText } from './value-text.ts'

/**
 * The item of a row as text, null where the row would be rejected. Masked, every value keeps its shape only; whole
 * numbers in keys stay, because they say which items belong together and nothing else.
 */
export function exampleItem(
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  texts: readonly (string | null)[],
  mask: boolean,
): ExampleItem | null {
  const outcome = referenceItem(mapping, entity, texts)
  if (outcome.kind === 'rejected') return null
  const { table } = mapping
  const templates = new Map<string, ResolvedTemplate>([[table.partitionKey, entity.partitionKey]])
  if (table.sortKey !== null && entity.sortKey !== null) templates.set(table.sortKey, entity.sortKey)
  for (const { attributes } of entity.indexKeys)
    for (const { name, template } of attributes) templates.set(name, template)
  const documents = new Set(
    entity.attributes.flatMap((attribute) =>
      attribute.kind === 'value' && hasNamesFromData(entity, attribute) ? [attribute.name] : [],
    ),
  )
  return Object.entries(outcome.item).map(([name, value]) => {
    if (name === table.entityType) return { name, text: entity.name }
    const template = templates.get(name)
    if (template !== undefined)
      return { name, text: cut(mask ? maskedKey(template, entity, texts) : 'S' in value ? value.S : '') }
    return { name, text: valueText(value, { mask, maskNames: documents.has(name) }) }
  })
}

/** The template with its own texts as they are, whole numbers too, every other value masked. */
function maskedKey(template: ResolvedTemplate, entity: ResolvedEntity, texts: readonly (string | null)[]): string {
  return template.segments
    .map((segment) => {
      if (segment.kind === 'literal') return segment.text
      const rendered = renderTemplate({ text: '', segments: [segment] }, entity, texts, true)
      const text = rendered.kind === 'text' ? rendered.text : ''
      return isInteger(entity, segment.value) ? text : maskText(text)
    })
    .join('')
}

function isInteger(entity: ResolvedEntity, value: number): boolean {
  const type = entity.values[value]?.type
  const underlying = type === undefined ? null : underlyingType(type)
  return underlying?.kind === 'base' && /^int[248]$/u.test(underlying.name)
}

type ValueAttribute = Extract<ResolvedEntity['attributes'][number], { kind: 'value' }>

/**
 * JSON and hstore bring the names inside them along; a list of maps or a composite has those of the mapping or of its
 * type.
 */
function hasNamesFromData(entity: ResolvedEntity, { value }: ValueAttribute): boolean {
  const { type } = entity.values[value] ?? {}
  return type !== undefined && /\b(jsonb?|hstore)\b/u.test(JSON.stringify(type))
}
