import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanBytes, escapeMarks } from './escape-marks.ts'
import { needsJsonEscape } from './json-escape.ts'

test('says of any eight bytes how many come before the first that needs an escape', () => {
  const byte = fc.oneof(
    fc.nat(255),
    fc.constantFrom(0x00, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0xa2, 0xdc, 0xff),
  )
  fc.assert(
    fc.property(fc.array(byte, { minLength: 8, maxLength: 8 }), (bytes) => {
      const view = new DataView(Uint8Array.from(bytes).buffer)
      const first = view.getInt32(0, true)
      const second = view.getInt32(4, true)
      const expected = bytes.findIndex((c) => needsJsonEscape[c] === 1)
      expect(cleanBytes(first, second)).toBe(expected === -1 ? 8 : expected)
      expect((escapeMarks(first) | escapeMarks(second)) === 0).toBe(expected === -1)
    }),
    { numRuns: 20_000 },
  )
})
