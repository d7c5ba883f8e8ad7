import { ValueError } from './value/value-error.ts'

/** A field's or bound's text and where the next part begins; null when nothing stands there. */
export interface QuotedPart {
  readonly text: string | null
  readonly next: number
}

/**
 * Reads one part of a composite or a range from `at` to the first bare character of `ends`. Both quote in the same way
 * (record_out, range_out): `"` and `\` doubled inside quotes; nothing at all is NULL, or an infinite bound.
 */
export function readQuotedPart(text: string, at: number, ends: string): QuotedPart {
  if (ends.includes(text[at] ?? '')) return { text: null, next: at }
  let part = ''
  let quoted = false
  for (;;) {
    const c = text[at]
    if (c === undefined) throw new ValueError('VALUE_MALFORMED', 'a part without an end')
    if (c === '\\') {
      part += text[at + 1] ?? ''
      at += 2
    } else if (c === '"') {
      if (quoted && text[at + 1] === '"') {
        part += '"'
        at += 2
      } else {
        quoted = !quoted
        at++
      }
    } else if (!quoted && ends.includes(c)) {
      return { text: part, next: at }
    } else {
      part += c
      at++
    }
  }
}

/** The output format of composites, `(1,"a b",)`: the text of each field, null for NULL. */
export function readRowText(text: string, fieldCount: number): readonly (string | null)[] {
  if (text[0] !== '(' || text.at(-1) !== ')') throw new ValueError('VALUE_MALFORMED', 'not a composite text')
  if (fieldCount === 0) return []
  const fields: (string | null)[] = []
  let at = 0
  do {
    const part = readQuotedPart(text, at + 1, ',)')
    fields.push(part.text)
    at = part.next
  } while (text[at] === ',')
  if (at !== text.length - 1 || fields.length !== fieldCount)
    throw new ValueError('VALUE_MALFORMED', `a composite of ${fields.length} fields in place of ${fieldCount}`)
  return fields
}

/** A field as `record_out` writes it. */
export function quoteRowField(text: string | null): string {
  if (text === null) return ''
  return text === '' || /["\\(), \t\n\v\f\r]/.test(text) ? `"${text.replace(/["\\]/g, '$&$&')}"` : text
}
