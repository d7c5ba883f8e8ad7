import { pgTextReader } from './pg-text.ts'
import { quoteRowField, readRowText } from './row-text.ts'
import { castKeyWriter, castWriter } from './text-cast.ts'
import { checkValueLevels } from './value/value-levels.ts'
import { ValueError } from './value/value-error.ts'
import type { PgField } from '../catalog/pg-type.ts'
import type { AttributeValue, Form } from './value/attribute-value.ts'
import type { BinaryWriter, Codec } from './codec.ts'

interface FieldCodec {
  readonly field: PgField
  readonly codec: Codec
  readonly form: Form
}

/**
 * Composite types and rows: `M` by field names, NULL fields left out as NULL columns are, each field in its codec's
 * default form; `S` as PostgreSQL prints it. Send format (record_send): number of fields, then for each its type's oid,
 * its length (-1 NULL) and its bytes.
 */
export function compositeCodec(
  fields: readonly PgField[],
  codecFor: (type: PgField['type']) => Codec,
  asText: boolean,
): Codec {
  const fieldCodecs = fields.map((field): FieldCodec => {
    const codec = codecFor(field.type)
    return { field, codec, form: codec.forms[0] as Form }
  })
  const textSide = {
    types: [],
    forms: ['M', 'S'] as const,
    keyAlphabet: 'free' as const,
    fromText(text: string, form: Form): AttributeValue {
      if (form === 'S') return { S: text }
      const texts = readRowText(text, fieldCodecs.length)
      const entries = fieldCodecs.flatMap(({ field, codec, form: fieldForm }, n) => {
        const value = texts[n] ?? null
        return value === null ? [] : [[field.name, codec.fromText(value, fieldForm, field.type)] as const]
      })
      const map: AttributeValue = { M: Object.fromEntries(entries) }
      checkValueLevels(map, 0)
      return map
    },
    keyFromText: (text: string) => text,
  }
  if (asText)
    return {
      ...textSide,
      json: (form, type) => castWriter(textSide, form, type),
      key: (type) => castKeyWriter(textSide, type),
    }
  return {
    ...textSide,
    json: (form) => (form === 'S' ? rowTextWriter(fieldCodecs, true) : mapWriter(fieldCodecs)),
    key: () => rowTextWriter(fieldCodecs, false),
  }
}

function mapWriter(fieldCodecs: readonly FieldCodec[]): BinaryWriter {
  const fields = fieldCodecs.map(({ field, codec, form }) => {
    const name = Buffer.from(field.name)
    return {
      open: Buffer.from(`${JSON.stringify(field.name)}:`),
      bytes: name.length + 1,
      write: codec.json(form, field.type),
    }
  })
  return (bytes, start, _end, out) => {
    checkFieldCount(bytes, start, fields.length)
    const level = out.level
    out.ascii('{"M":{')
    out.itemBytes += 3
    out.level = level + 1
    try {
      let at = start + 4
      let first = true
      for (const field of fields) {
        const length = bytes.readInt32BE(at + 4)
        at += 8
        if (length < 0) continue
        if (!first) out.byte(0x2c)
        first = false
        out.raw(field.open, 0, field.open.length)
        out.itemBytes += field.bytes
        field.write(bytes, at, at + length, out)
        at += length
      }
    } finally {
      out.level = level
    }
    out.ascii('}}')
  }
}

function rowTextWriter(fieldCodecs: readonly FieldCodec[], whole: boolean): BinaryWriter {
  const readers = fieldCodecs.map(({ field, codec }) => pgTextReader(field.type, codec))
  return (bytes, start, _end, out) => {
    checkFieldCount(bytes, start, readers.length)
    let at = start + 4
    const parts = readers.map((read) => {
      const length = bytes.readInt32BE(at + 4)
      const from = at + 8
      at = from + Math.max(0, length)
      return quoteRowField(length < 0 ? null : read(bytes, from, at))
    })
    const text = Buffer.from(`(${parts.join(',')})`)
    if (whole) out.ascii('{"S":"')
    out.jsonText(text, 0, text.length)
    out.itemBytes += text.length
    if (whole) out.ascii('"}')
  }
}

function checkFieldCount(bytes: Buffer, start: number, count: number): void {
  const found = bytes.readInt32BE(start)
  if (found !== count) throw new ValueError('VALUE_MALFORMED', `a composite of ${found} fields in place of ${count}`)
}
