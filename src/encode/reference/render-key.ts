import type { ValueRef } from '../../brand.ts'
import { codecFor } from '../../codec/registry.ts'
import type { AttributeValue } from '../../codec/value/attribute-value.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import { keyTypeOf } from '../../mapping/key-type-of.ts'
import { typedKeyForm } from '../../mapping/key-form.ts'
import type { ResolvedEntity, ResolvedTable, ResolvedTemplate } from '../../mapping/resolved.ts'
import { renderTemplate, type ValueTexts } from './render-template.ts'

/** `blank` names the first value that is NULL or empty. */
export type RenderedKey =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'blank'; readonly value: ValueRef; readonly blank: 'null' | 'empty' }

/** A key attribute for one row: text by the template, a number or bytes by the one value in it. Throws ValueError. */
export function renderKey(
  table: ResolvedTable,
  name: string,
  template: ResolvedTemplate,
  entity: ResolvedEntity,
  texts: ValueTexts,
): RenderedKey {
  const keyType = keyTypeOf(table, name) ?? 'S'
  if (keyType === 'S') {
    const rendered = renderTemplate(template, entity, texts, true)
    return rendered.kind === 'text' ? { kind: 'value', value: { S: rendered.text } } : rendered
  }
  const [segment] = template.segments
  const type = segment?.kind === 'value' ? entity.values[segment.value]?.type : undefined
  const form = segment?.kind === 'value' ? typedKeyForm(keyType, segment.format) : null
  if (segment?.kind !== 'value' || type === undefined || form === null)
    throw new ValueError('VALUE_MALFORMED', `"${template.text}" is no key of type ${keyType}`)
  const text = texts[segment.value] ?? null
  if (text === null) return { kind: 'blank', value: segment.value, blank: 'null' }
  const value = codecFor(type).fromText(text, form, type)
  if ('B' in value && value.B.length === 0) return { kind: 'blank', value: segment.value, blank: 'empty' }
  return { kind: 'value', value }
}
