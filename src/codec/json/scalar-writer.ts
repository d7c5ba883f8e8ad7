import { fragment, type Fragment } from './fragment.ts'
import type { BinaryWriter, ScalarWriter } from '../codec.ts'

/** The end of every scalar value. */
export const closeScalar: Fragment = fragment('"}')

/** `{"S":"…"}` or `{"N":"…"}` around what `inside` writes. */
export function scalarWriter(type: 'S' | 'N', inside: ScalarWriter['inside']): BinaryWriter {
  const open = `{"${type}":"`
  const opening = fragment(open)
  const write: BinaryWriter = (bytes, start, end, out) => {
    out.fragment(opening)
    inside(bytes, start, end, out)
    out.fragment(closeScalar)
  }
  return Object.assign(write, { scalar: { open, inside } })
}
