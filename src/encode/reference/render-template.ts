import type { ValueRef } from '../../brand.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import { codecFor } from '../../codec/registry.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type { ResolvedEntity, ResolvedTemplate, TemplateFormat } from '../../mapping/resolved.ts'
import { formatKeyText, splitFormat } from '../format-key-text.ts'

/** PostgreSQL's text of every value of an entity, by ValueRef; null is SQL NULL. */
export type ValueTexts = readonly (string | null)[]

/** `blank` names the first value that is NULL or the empty string, so that a caller may treat the two apart. */
export type RenderedTemplate =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'blank'; readonly value: ValueRef; readonly blank: 'null' | 'empty' }

/**
 * The text of a template for one row. Looks for blank values first, from left to right, and only then formats:
 * a blank value decides over one that cannot be formatted. Throws ValueError for the latter.
 * `emptyIsBlank` is off for attributes, where an empty value stands as it is.
 */
export function renderTemplate(
  template: ResolvedTemplate,
  entity: ResolvedEntity,
  texts: ValueTexts,
  emptyIsBlank: boolean,
): RenderedTemplate {
  for (const segment of template.segments) {
    if (segment.kind === 'literal') continue
    const text = texts[segment.value] ?? null
    if (text === null) return { kind: 'blank', value: segment.value, blank: 'null' }
    if (emptyIsBlank && isEmpty(entity, segment.value, text))
      return { kind: 'blank', value: segment.value, blank: 'empty' }
  }
  let rendered = ''
  for (const segment of template.segments) {
    rendered +=
      segment.kind === 'literal'
        ? segment.text
        : segmentText(entity, segment.value, texts[segment.value] ?? '', segment.format)
  }
  return { kind: 'text', text: rendered }
}

/** By key text, not by PostgreSQL's text: an empty bytea prints as `\x` and is empty all the same. */
function isEmpty(entity: ResolvedEntity, ref: ValueRef, text: string): boolean {
  try {
    return segmentText(entity, ref, text, null) === ''
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

/** An empty value stays empty whatever the format: there is nothing to pad or to hash. */
function segmentText(entity: ResolvedEntity, ref: ValueRef, text: string, format: TemplateFormat | null): string {
  const type = valueType(entity, ref)
  const codec = codecFor(type)
  const { form, rewrite } = splitFormat(format)
  const plain = form === null ? codec.keyFromText(text, type) : codec.keyFromText(text, type, form)
  return rewrite === null || plain === '' ? plain : formatKeyText(plain, rewrite)
}

function valueType(entity: ResolvedEntity, ref: ValueRef): PgType {
  const value = entity.values[ref]
  if (value === undefined) throw new ValueError('VALUE_MALFORMED', `the mapping has no value ${ref}`)
  return value.type
}
