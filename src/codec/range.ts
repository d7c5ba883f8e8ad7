import { readQuotedPart } from './row-text.ts'
import { textCastCodec } from './text-cast.ts'
import { ValueError } from './value/value-error.ts'
import type { PgType } from '../catalog/pg-type.ts'
import type { AttributeValue } from './value/attribute-value.ts'
import type { Codec } from './codec.ts'

/**
 * Ranges: `S`, the default, as PostgreSQL prints them; `M` with `lower` and `upper` (left out when infinite, in the
 * subtype's default form) and the flags `lowerInclusive`, `upperInclusive` and `empty`.
 */
export function rangeCodec(subtype: PgType, subtypeCodec: Codec): Codec {
  return textCastCodec({
    types: [],
    forms: ['S', 'M'],
    keyAlphabet: 'free',
    fromText(text, form) {
      if (form === 'S') return { S: text }
      const { value, next } = readRange(text, 0, subtype, subtypeCodec)
      if (next !== text.length) throw malformed()
      return value
    },
    keyFromText: (text) => text,
  })
}

/** Multiranges: `S`, the default, or `L` of the maps that `rangeCodec` makes. */
export function multirangeCodec(subtype: PgType, subtypeCodec: Codec): Codec {
  return textCastCodec({
    types: [],
    forms: ['S', 'L'],
    keyAlphabet: 'free',
    fromText(text, form) {
      if (form === 'S') return { S: text }
      if (text === '{}') return { L: [] }
      const ranges: AttributeValue[] = []
      let at = 0
      do {
        const { value, next } = readRange(text, at + 1, subtype, subtypeCodec)
        ranges.push(value)
        at = next
      } while (text[at] === ',')
      if (text[0] !== '{' || text[at] !== '}' || at !== text.length - 1) throw malformed()
      return { L: ranges }
    },
    keyFromText: (text) => text,
  })
}

function readRange(
  text: string,
  at: number,
  subtype: PgType,
  codec: Codec,
): { readonly value: AttributeValue; readonly next: number } {
  if (text.startsWith('empty', at)) return { value: rangeMap(null, null, false, false, true), next: at + 5 }
  const open = text[at]
  const lower = readQuotedPart(text, at + 1, ',')
  const upper = readQuotedPart(text, lower.next + 1, ')]')
  const close = text[upper.next]
  if (open !== '[' && open !== '(') throw malformed()
  const bound = (part: string | null): AttributeValue | null =>
    part === null ? null : codec.fromText(part, codec.forms[0] ?? 'S', subtype)
  return {
    value: rangeMap(bound(lower.text), bound(upper.text), open === '[', close === ']', false),
    next: upper.next + 1,
  }
}

function rangeMap(
  lower: AttributeValue | null,
  upper: AttributeValue | null,
  lowerInclusive: boolean,
  upperInclusive: boolean,
  empty: boolean,
): AttributeValue {
  return {
    M: {
      ...(lower === null ? {} : { lower }),
      ...(upper === null ? {} : { upper }),
      lowerInclusive: { BOOL: lowerInclusive },
      upperInclusive: { BOOL: upperInclusive },
      empty: { BOOL: empty },
    },
  }
}

function malformed(): ValueError {
  return new ValueError('VALUE_MALFORMED', 'not a range')
}
