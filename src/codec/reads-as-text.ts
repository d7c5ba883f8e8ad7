import { baseCodecBySendName } from './base-codecs.ts'
import type { PgType } from '../catalog/pg-type.ts'
import { assertNever } from '../assert-never.ts'

/**
 * Must the load query cast a column of this type to text (`col::text`)? Then the codec's writers expect UTF-8 text in
 * place of the send format. True for rare and unknown types, for ranges, and for a container when anything inside is
 * such a type: it is cast as a whole.
 */
export function readsAsText(type: PgType): boolean {
  switch (type.kind) {
    case 'base':
      return !baseCodecBySendName.has(type.name)
    case 'enum':
      return false
    case 'array':
      return readsAsText(type.element)
    case 'domain':
      return readsAsText(type.base)
    case 'composite':
      return type.fields.some((field) => readsAsText(field.type))
    case 'range':
    case 'multirange':
      return true
    default:
      return assertNever(type)
  }
}
