import type { PgType } from '../../catalog/pg-type.ts'
import type { Codec } from '../../codec/codec.ts'
import type { ResolvedTemplate, ResolvedValue } from '../resolved.ts'
import type { KeySegment } from './key-language.ts'

/**
 * A template as the checks of keys see it: texts, types and formats. A key of type N or B is seen as the text that its
 * value has in a template: digits, and for bytes any plain characters, so that what may be equal is seen to meet.
 */
export function keySegments(
  template: ResolvedTemplate,
  values: readonly ResolvedValue[],
  codecFor: (type: PgType) => Codec,
): readonly KeySegment[] {
  return template.segments.map((segment) => {
    if (segment.kind === 'literal') return segment
    const value = values[segment.value]
    if (value === undefined) throw new RangeError(`no value ${String(segment.value)}`)
    return { kind: 'value', type: value.type, alphabet: codecFor(value.type).keyAlphabet, format: segment.format }
  })
}
