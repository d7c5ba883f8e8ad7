import { arrayCodec } from './array.ts'
import { assertNever } from '../assert-never.ts'
import { compositeCodec } from './composite.ts'
import { multirangeCodec, rangeCodec } from './range.ts'
import { plainTextCodec } from './plain-text.ts'
import { readsAsText } from './reads-as-text.ts'
import { baseCodecBySendName, baseCodecByCastName } from './base-codecs.ts'
import { textCodec } from './text.ts'
import type { Codec } from './codec.ts'
import type { PgType } from '../catalog/pg-type.ts'

/**
 * The codec of a type: by name for base types, by kind for the others. Always gives one; a type nobody knows is text.
 */
export function codecFor(type: PgType): Codec {
  switch (type.kind) {
    case 'base':
      return baseCodecBySendName.get(type.name) ?? baseCodecByCastName.get(type.name) ?? plainTextCodec
    case 'enum':
      return textCodec
    case 'domain':
      return codecFor(type.base)
    case 'array':
      return arrayCodec(type.element, codecFor(type.element), readsAsText(type.element))
    case 'composite':
      return compositeCodec(type.fields, codecFor, readsAsText(type))
    case 'range':
      return rangeCodec(type.subtype, codecFor(type.subtype))
    case 'multirange':
      return multirangeCodec(type.subtype, codecFor(type.subtype))
    default:
      return assertNever(type)
  }
}
