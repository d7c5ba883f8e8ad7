import { typedKeyForm } from '../key-form.ts'
import type { ResolvedTemplate } from '../resolved.ts'
import type { KeyType } from '../schema/table-schema.ts'
import type { EntityScope } from './entity-scope.ts'
import { resolveTemplate } from './resolve-template.ts'
import { typeLabel } from './type-traits.ts'

/**
 * The template of a key attribute. Any template makes text; a number or bytes are one value alone, of a column that has
 * such a form. Null when something in it does not fit; that is then reported.
 */
export function resolveKeyTemplate(
  text: string,
  attribute: { readonly name: string; readonly type: KeyType },
  place: string,
  scope: EntityScope,
): ResolvedTemplate | null {
  const template = resolveTemplate(text, place, scope)
  if (template === null || attribute.type === 'S') return template
  const problem = typedKeyProblem(template, attribute.type, scope)
  if (problem === null) return template
  scope.findings.error('MAPPING_KEY_TYPE', place, `"${attribute.name}" is of type ${attribute.type}, but ${problem}`)
  return null
}

function typedKeyProblem(template: ResolvedTemplate, type: 'N' | 'B', scope: EntityScope): string | null {
  const [segment, ...more] = template.segments
  const isText = `"${template.text}" makes text`
  if (segment?.kind !== 'value' || more.length > 0) return isText
  const form = typedKeyForm(type, segment.format)
  if (form === null) return isText
  const value = scope.values.at(segment.value)
  return scope.codecFor(value.type).forms.includes(form)
    ? null
    : `${typeLabel(value.type)} has no form as ${type === 'N' ? 'a number' : 'bytes'}`
}
