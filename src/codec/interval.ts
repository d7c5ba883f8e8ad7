import { textCastCodec } from './text-cast.ts'
import { ValueError } from './value/value-error.ts'

/**
 * The session's IntervalStyle is iso_8601, so PostgreSQL's own text is the ISO 8601 duration with a sign per part,
 * `P1Y2M-3DT4H5M6.789S`: exact, because months, days and seconds stay apart. `iso` refuses the infinite intervals of
 * PostgreSQL 17, `S` keeps their words.
 */
export const intervalCodec = textCastCodec({
  types: ['interval'],
  forms: ['S', 'iso'],
  keyAlphabet: 'plain',
  fromText(text, form) {
    if (form === 'iso' && text.endsWith('infinity'))
      throw new ValueError('VALUE_NOT_REPRESENTABLE', 'an infinite interval has no ISO form')
    return { S: text }
  },
  keyFromText: (text) => text,
})
