import { textCastCodec } from './text-cast.ts'

/** Bit strings as text, `1010`: as bytes they would lose how many bits they have. */
export const bitsCodec = textCastCodec({
  types: ['bit', 'varbit'],
  forms: ['S'],
  keyAlphabet: 'plain',
  fromText: (text) => ({ S: text }),
  keyFromText: (text) => text,
})
