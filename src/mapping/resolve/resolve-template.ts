import type { PgType } from '../../catalog/pg-type.ts'
import type { ResolvedTemplate, TemplateFormat, TemplateSegment } from '../resolved.ts'
import { parseTemplate } from '../template/parse-template.ts'
import { resolveReference, type EntityScope } from './entity-scope.ts'
import { isWholeNumber, typeLabel } from './type-traits.ts'

/** A template with its placeholders tied to values. Null when something in it is unknown; that is then reported. */
export function resolveTemplate(text: string, place: string, scope: EntityScope): ResolvedTemplate | null {
  const parsed = parseTemplate(text)
  if ('problem' in parsed) {
    scope.findings.error(
      parsed.problem.code,
      place,
      `"${text}", character ${parsed.problem.at}: ${parsed.problem.message}`,
    )
    return null
  }
  const segments: TemplateSegment[] = []
  for (const part of parsed.template) {
    if (part.kind === 'literal') {
      segments.push(part)
      continue
    }
    const value = resolveReference(part.reference, place, scope)
    if (value === null) continue
    const problem = formatProblem(part.format, value.type, scope)
    if (problem === null) segments.push({ kind: 'value', value: scope.values.add(value), format: part.format })
    else scope.findings.error('MAPPING_WRONG_TYPE', place, `{${value.column}}: ${problem}`)
  }
  return segments.length === parsed.template.length ? { text, segments } : null
}

function formatProblem(format: TemplateFormat | null, type: PgType, scope: EntityScope): string | null {
  if (format === null) return null
  const codec = scope.codecFor(type)
  switch (format.kind) {
    case 'pad':
      return isWholeNumber(type) ? null : `pad takes whole numbers, the column is ${typeLabel(type)}`
    case 'lower':
    case 'upper':
      return codec.keyAlphabet === 'integer' ? `${format.kind} takes text, the column is ${typeLabel(type)}` : null
    case 'iso':
    case 'epoch-seconds':
    case 'epoch-millis':
    case 'epoch-micros':
      return codec.forms.includes(format.kind)
        ? null
        : `${format.kind} takes dates and times, the column is ${typeLabel(type)}`
    case 'escape':
    case 'shard':
      return null
  }
}
