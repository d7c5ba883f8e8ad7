import { parseFormat } from './parse-format.ts'
import { readReference } from './parse-reference.ts'
import type { ParsedTemplate, TemplatePart, TemplateProblem } from './parsed-template.ts'

export type TemplateResult = { readonly template: ParsedTemplate } | { readonly problem: TemplateProblem }

/**
 * `COMMENT#{created_at}#{id|pad:12}`: text and placeholders. `{{` and `}}` stand for one brace.
 * One pass from left to right, linear in the length, whatever the text.
 */
export function parseTemplate(text: string): TemplateResult {
  const parts: TemplatePart[] = []
  let literal = ''
  let at = 0
  const flush = (): void => {
    if (literal !== '') parts.push({ kind: 'literal', text: literal })
    literal = ''
  }
  while (at < text.length) {
    const character = text.charAt(at)
    if ((character === '{' || character === '}') && text.charAt(at + 1) === character) {
      literal += character
      at += 2
    } else if (character === '}') {
      return syntaxProblem('a "}" without its "{"; write "}}" for the character itself', at)
    } else if (character === '{') {
      flush()
      const placeholder = readPlaceholder(text, at)
      if ('problem' in placeholder) return placeholder
      parts.push(placeholder.part)
      at = placeholder.end
    } else {
      literal += character
      at += 1
    }
  }
  flush()
  return { template: parts }
}

type PlaceholderResult = { readonly part: TemplatePart; readonly end: number } | { readonly problem: TemplateProblem }

function readPlaceholder(text: string, start: number): PlaceholderResult {
  const read = readReference(text, start + 1)
  if ('message' in read) return syntaxProblem(read.message, read.at)
  const next = text.charAt(read.end)
  if (next === '}') {
    return { part: { kind: 'placeholder', reference: read.reference, format: null, at: start + 1 }, end: read.end + 1 }
  }
  if (next !== '|')
    return syntaxProblem(next === '' ? 'a "{" without its "}"' : 'expected "}" or "|" after the name', read.end)
  const close = text.indexOf('}', read.end)
  if (close < 0) return syntaxProblem('a "{" without its "}"', start)
  const parsed = parseFormat(text.slice(read.end + 1, close))
  if ('message' in parsed)
    return { problem: { code: 'MAPPING_UNKNOWN_FORMAT', message: parsed.message, at: read.end + 2 } }
  return {
    part: { kind: 'placeholder', reference: read.reference, format: parsed.format, at: start + 1 },
    end: close + 1,
  }
}

function syntaxProblem(message: string, at: number): { readonly problem: TemplateProblem } {
  return { problem: { code: 'MAPPING_TEMPLATE_SYNTAX', message, at: at + 1 } }
}
