import type { Reference } from './parsed-template.ts'

type ReferenceResult =
  | { readonly reference: Reference; readonly end: number }
  | { readonly message: string; readonly at: number }
type NameResult = { readonly name: string; readonly end: number } | { readonly message: string; readonly at: number }

/**
 * Reads `column`, `look-up.column` or the quoted forms (`"Odd.Name"`, `owner."Nick Name"`, `""` for a quote) from
 * `start` on.
 */
export function readReference(text: string, start: number): ReferenceResult {
  const first = readName(text, start)
  if ('message' in first) return first
  if (text.charAt(first.end) !== '.') return { reference: { lookup: null, column: first.name }, end: first.end }
  const second = readName(text, first.end + 1)
  if ('message' in second) return second
  return { reference: { lookup: first.name, column: second.name }, end: second.end }
}

/** A whole text as a reference, for joins and `lookup('owner.nickname')`. */
export function parseReference(text: string): Reference | null {
  const read = readReference(text, 0)
  return 'message' in read || read.end !== text.length ? null : read.reference
}

export function printReference(reference: Reference): string {
  const column = printName(reference.column)
  return reference.lookup === null ? column : `${printName(reference.lookup)}.${column}`
}

const specialCharacters = /[{}|."]/u

function readName(text: string, start: number): NameResult {
  if (text.charAt(start) === '"') return readQuotedName(text, start)
  let end = start
  while (end < text.length && !specialCharacters.test(text.charAt(end))) end += 1
  if (end === start) return { message: 'a name is missing here', at: start }
  return { name: text.slice(start, end), end }
}

function readQuotedName(text: string, start: number): NameResult {
  let name = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return { message: 'a quote without its end', at: start }
    name += text.slice(at, quote)
    if (text.charAt(quote + 1) !== '"') {
      return name === '' ? { message: 'a name is missing here', at: start } : { name, end: quote + 1 }
    }
    name += '"'
    at = quote + 2
  }
}

function printName(name: string): string {
  return specialCharacters.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
