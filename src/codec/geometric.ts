import { canonicalNumber } from './numbers/canonical-number.ts'
import { textCastCodec } from './text-cast.ts'
import { ValueError } from './value/value-error.ts'

/** A point as text, `(1,2.5)`, or as a map of two numbers, `x` and `y`. */
export const pointCodec = textCastCodec({
  types: ['point'],
  forms: ['S', 'M'],
  keyAlphabet: 'free',
  fromText(text, form) {
    if (form === 'S') return { S: text }
    const parts = /^\(([^,]+),([^,]+)\)$/.exec(text)
    if (parts === null) throw new ValueError('VALUE_MALFORMED', 'not a point')
    return { M: { x: { N: canonicalNumber(parts[1] ?? '') }, y: { N: canonicalNumber(parts[2] ?? '') } } }
  },
  keyFromText: (text) => text,
})

/** The other geometric types have no one obvious shape in a document: text. */
export const shapeCodec = textCastCodec({
  types: ['line', 'lseg', 'box', 'path', 'polygon', 'circle'],
  forms: ['S'],
  keyAlphabet: 'free',
  fromText: (text) => ({ S: text }),
  keyFromText: (text) => text,
})
