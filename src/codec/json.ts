import { jsonDocumentFromText } from './json/json-document.ts'
import { JsonTranscoder } from './json/json-transcoder.ts'
import { writeText, writeTextKey } from './text.ts'
import { ValueError } from './value/value-error.ts'
import { checkValueLevels } from './value/value-levels.ts'
import { writeAttributeValue } from './value/write-attribute-value.ts'
import type { BinaryWriter, Codec } from './codec.ts'

/** The send format of jsonb is this byte and then the same text that PostgreSQL prints (jsonb_send in jsonb.c). */
const JSONB_VERSION = 1

/**
 * json keeps its text as it was stored; jsonb prints its own. As a `document` both become native maps, lists and
 * numbers.
 */
export const jsonCodec: Codec = codec('json', { mayRepeatNames: true }, (writer) => writer)

export const jsonbCodec: Codec = codec('jsonb', { mayRepeatNames: false }, (writer) => (bytes, start, end, out) => {
  if (bytes[start] !== JSONB_VERSION) throw new ValueError('VALUE_MALFORMED', `jsonb of version ${bytes[start]}`)
  writer(bytes, start + 1, end, out)
})

function codec(
  name: string,
  options: { readonly mayRepeatNames: boolean },
  fromSendFormat: (writer: BinaryWriter) => BinaryWriter,
): Codec {
  return {
    types: [name],
    forms: ['document', 'S'],
    keyAlphabet: 'free',
    fromText: (text, form) => (form === 'S' ? { S: text } : jsonDocumentFromText(text)),
    keyFromText: (text) => text,
    json: (form) => fromSendFormat(form === 'S' ? writeText : documentWriter(options)),
    key: () => fromSendFormat(writeTextKey),
  }
}

function documentWriter(options: { readonly mayRepeatNames: boolean }): BinaryWriter {
  const transcoder = new JsonTranscoder(options)
  return (bytes, start, end, out) => {
    const position = out.position
    const itemBytes = out.itemBytes
    try {
      if (transcoder.write(bytes, start, end, out)) return
    } catch (error) {
      if (!(error instanceof ValueError) || error.code === 'VALUE_ITEM_TOO_LARGE') throw error
    }
    out.truncate(position)
    out.itemBytes = itemBytes
    const value = jsonDocumentFromText(bytes.toString('utf8', start, end))
    checkValueLevels(value, out.level)
    writeAttributeValue(value, out)
  }
}
