import { assertNever } from '../assert-never.ts'
import { ValueError } from '../codec/value/value-error.ts'
import type { TemplateFormat } from '../mapping/resolved.ts'
import { fnv1a } from '../fnv1a.ts'

/** Formats that rewrite the key text. */
export type TextFormat =
  | { readonly kind: 'pad'; readonly width: number }
  | { readonly kind: 'lower' | 'upper' | 'escape' }
  | { readonly kind: 'shard'; readonly count: number }

/** The other formats are forms of the codec: such a key text is not made from another text. */
export type TimeForm = 'iso' | 'epoch-seconds' | 'epoch-millis' | 'epoch-micros'

/** Parts the formats in two: what the codec is asked for (`form`), and what is done to its text (`rewrite`). */
export function splitFormat(format: TemplateFormat | null): {
  readonly form: TimeForm | null
  readonly rewrite: TextFormat | null
} {
  if (format === null) return { form: null, rewrite: null }
  switch (format.kind) {
    case 'pad':
    case 'shard':
      return { form: null, rewrite: format }
    case 'lower':
    case 'upper':
    case 'escape':
      return { form: null, rewrite: { kind: format.kind } }
    case 'iso':
    case 'epoch-seconds':
    case 'epoch-millis':
    case 'epoch-micros':
      return { form: format.kind, rewrite: null }
    default:
      return assertNever(format)
  }
}

/** Applies a format to a value's key text. Throws ValueError where the result would not sort. */
export function formatKeyText(text: string, format: TextFormat): string {
  switch (format.kind) {
    case 'pad':
      return padded(text, format.width)
    case 'lower':
      return text.toLowerCase()
    case 'upper':
      return text.toUpperCase()
    case 'escape':
      return text.replace(escapedCharacter, percentEncoded)
    case 'shard':
      return String(fnv1a(Buffer.from(text, 'utf8')) % format.count)
    default:
      return assertNever(format)
  }
}

function padded(text: string, width: number): string {
  if (!/^[0-9]+$/.test(text))
    throw new ValueError(
      'VALUE_NOT_REPRESENTABLE',
      'only whole numbers from 0 upwards can be zero-padded, others would not sort',
    )
  if (text.length > width)
    throw new ValueError(
      'VALUE_NOT_REPRESENTABLE',
      `a number of ${text.length} digits is wider than the pad of ${width} and would not sort`,
    )
  return text.padStart(width, '0')
}

/** `%` itself, the separator, and the control characters of ASCII and Latin-1. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const escapedCharacter = /[%#\u0000-\u001f\u007f-\u009f]/g

function percentEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
}
