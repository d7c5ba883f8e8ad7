import type { PgType } from '../../catalog/pg-type.ts'
import type { Codec } from '../../codec/codec.ts'
import type { ResolvedTemplate, ResolvedValue } from '../resolved.ts'
import type { KeyType } from '../schema/table-schema.ts'
import type { KeySegment } from '../template/key-language.ts'

/** The template of a key attribute of this type as the checks of keys see it: texts, types and formats. */
export function keySegments(
  template: ResolvedTemplate,
  keyType: KeyType,
  values: readonly ResolvedValue[],
  codecFor: (type: PgType) => Codec,
): readonly KeySegment[] {
  return template.segments.map((segment) => {
    if (segment.kind === 'literal') return segment
    const value = values[segment.value]
    if (value === undefined) throw new RangeError(`no value ${String(segment.value)}`)
    const { keyAlphabet: alphabet } = codecFor(value.type)
    return { kind: 'value', keyType, type: value.type, alphabet, format: segment.format }
  })
}
