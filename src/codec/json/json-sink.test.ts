import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonSink } from './json-sink.ts'
import { ValueError } from '../value/value-error.ts'

function written(write: (out: JsonSink) => void): string {
  const out = new JsonSink(16)
  write(out)
  return out.subarray(0, out.position).toString()
}

describe('JsonSink', () => {
  it('prints every signed 64-bit integer as BigInt does', () => {
    const edge = fc.constantFrom(
      0n,
      1n,
      -1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      2n ** 53n,
      -(2n ** 53n) - 1n,
      2n ** 32n,
      -(2n ** 32n),
      10n ** 18n,
      10n ** 9n,
      -(10n ** 17n),
    )
    const shifted = fc.tuple(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.nat(63)).map(([n, by]) => n >> BigInt(by))
    fc.assert(
      fc.property(fc.oneof(edge, shifted), (n) => {
        const bytes = Buffer.alloc(9)
        bytes.writeBigInt64BE(n, 1)
        expect(written((out) => out.int64(bytes, 1))).toBe(String(n))
      }),
      { numRuns: 2000 },
    )
  })

  it('prints unsigned integers', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.boolean(), (n, upper) => {
        const value = upper ? n + 2 ** 31 : n
        expect(written((out) => out.uint32(value))).toBe(String(value))
        expect(written((out) => out.uint64(value, n))).toBe(String(BigInt(value) * 2n ** 32n + BigInt(n)))
        expect(written((out) => out.integer(value * 1000 + 7))).toBe(String(value * 1000 + 7))
        expect(written((out) => out.padded(n % 1e9, 9))).toBe(String(n % 1e9).padStart(9, '0'))
        expect(written((out) => out.pair(n % 100))).toBe(String(n % 100).padStart(2, '0'))
      }),
    )
  })

  it('escapes text so that JSON reads it back, at every length and place', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', 'b', 'é', '😀', '"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u2028'),
      maxLength: 200,
    })
    const mostlyClean = fc
      .tuple(fc.nat(130), fc.constantFrom('"', '\\', '\u0001', 'x'), fc.nat(130))
      .map(([before, middle, after]) => 'x'.repeat(before) + middle + 'y'.repeat(after))
    fc.assert(
      fc.property(fc.oneof(hostile, mostlyClean), fc.nat(5), (text, offset) => {
        const bytes = Buffer.concat([Buffer.alloc(offset, 0x22), Buffer.from(text), Buffer.from('"')])
        expect(written((out) => out.jsonText(bytes, offset, bytes.length - 1))).toBe(JSON.stringify(text).slice(1, -1))
      }),
      { numRuns: 1000 },
    )
  })

  it('writes base64 and hexadecimal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (array) => {
        const bytes = Buffer.concat([Buffer.from([1]), array, Buffer.from([2])])
        expect(written((out) => out.base64(bytes, 1, bytes.length - 1))).toBe(Buffer.from(array).toString('base64'))
        expect(written((out) => out.hex(bytes, 1, bytes.length - 1))).toBe(Buffer.from(array).toString('hex'))
      }),
    )
  })

  it('leaves finished items alone, whatever is written after them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), { maxLength: 6 }), { maxLength: 20 }),
        (items) => {
          const out = new JsonSink(64)
          const views = items.map((parts) => {
            for (const part of parts) out.ascii(part)
            const view = out.subarray(0, out.position)
            out.reset()
            expect([out.position, out.itemBytes]).toEqual([0, 0])
            return view
          })
          expect(views.map(String)).toEqual(items.map((parts) => parts.join('')))
        },
      ),
    )
  })

  it('takes back what was written after a position, also when the item has moved', () => {
    const out = new JsonSink(16)
    out.ascii('finished')
    out.reset()
    out.ascii('kept')
    const position = out.position
    out.ascii('a text that does not fit the slab')
    out.truncate(position)
    out.byte(0x21)
    expect(out.subarray(0, out.position).toString()).toBe('kept!')
  })

  it('refuses to grow beyond what an item can need', () => {
    const out = new JsonSink()
    const megabyte = Buffer.alloc(1 << 20, 0x61)
    expect(() => {
      for (let n = 0; n < 40; n++) out.jsonText(megabyte, 0, megabyte.length)
    }).toThrow(ValueError)
    out.truncate(0)
    out.ascii('next')
    expect(out.subarray(0, out.position).toString()).toBe('next')
  })
})
