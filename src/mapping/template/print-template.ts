import { printFormat } from './parse-format.ts'
import { printReference } from './parse-reference.ts'
import type { ParsedTemplate } from './parsed-template.ts'

/** The text that `parseTemplate` reads back to the same parts. */
export function printTemplate(template: ParsedTemplate): string {
  return template
    .map((part) => {
      if (part.kind === 'literal') return part.text.replaceAll('{', '{{').replaceAll('}', '}}')
      const format = part.format === null ? '' : `|${printFormat(part.format)}`
      return `{${printReference(part.reference)}${format}}`
    })
    .join('')
}
