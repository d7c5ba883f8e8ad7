import { textCastCodec } from './text-cast.ts'
import { ValueError } from './value/value-error.ts'
import type { AttributeValue } from './value/attribute-value.ts'

/**
 * `M` of texts, NULL as NULL; `S` as PostgreSQL prints it. DynamoDB has no empty names, so an empty key is refused as
 * `M`.
 */
export const hstoreCodec = textCastCodec({
  types: ['hstore'],
  forms: ['M', 'S'],
  keyAlphabet: 'free',
  fromText: (text, form) => (form === 'S' ? { S: text } : { M: Object.fromEntries(readPairs(text)) }),
  keyFromText: (text) => text,
})

/** `"a"=>"1", "b"=>NULL`: keys and values quoted, `"` and `\` behind a backslash (hstore_out in hstore_io.c). */
function readPairs(text: string): readonly (readonly [string, AttributeValue])[] {
  const pair = /"((?:[^"\\]|\\.)*)"=>(?:NULL|"((?:[^"\\]|\\.)*)")(?:, |$)/gsy
  const pairs: (readonly [string, AttributeValue])[] = []
  while (pair.lastIndex < text.length) {
    const parts = pair.exec(text)
    if (parts === null) throw new ValueError('VALUE_MALFORMED', 'not an hstore')
    const name = unescaped(parts[1] ?? '')
    if (name === '') throw new ValueError('VALUE_NOT_REPRESENTABLE', 'an empty key inside an hstore')
    pairs.push([name, parts[2] === undefined ? { NULL: true } : { S: unescaped(parts[2]) }])
  }
  return pairs
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}
