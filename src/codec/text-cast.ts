import { writeAttributeValue } from './value/write-attribute-value.ts'
import type { BinaryWriter, Codec } from './codec.ts'
import type { PgType } from '../catalog/pg-type.ts'

type TextSide = Omit<Codec, 'json' | 'key'>

/**
 * A codec whose column the load query casts to text (`readsAsText`): the binary side gets UTF-8 text and goes the way
 * of the text side. For types that are rare, or whose send format nobody has described.
 */
export function textCastCodec(side: TextSide): Codec {
  return {
    ...side,
    json: (form, type) => castWriter(side, form, type),
    key: (type, form) => castKeyWriter(side, type, form),
  }
}

export function castWriter(side: TextSide, form: Parameters<Codec['json']>[0], type: PgType): BinaryWriter {
  return (bytes, start, end, out) =>
    writeAttributeValue(side.fromText(bytes.toString('utf8', start, end), form, type), out)
}

export function castKeyWriter(side: TextSide, type: PgType, form?: Parameters<Codec['json']>[0]): BinaryWriter {
  return (bytes, start, end, out) => {
    const key = Buffer.from(side.keyFromText(bytes.toString('utf8', start, end), type, form))
    out.jsonText(key, 0, key.length)
    out.itemBytes += key.length
  }
}
