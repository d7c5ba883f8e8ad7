import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PgfoldError } from '../../errors/pgfold-error.ts'
import { TupleSplitter } from './tuple-splitter.ts'

type Field = Buffer | null

const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const trailer = Buffer.from([0xff, 0xff])

function tuple(fields: readonly Field[]): Buffer {
  const count = Buffer.alloc(2)
  count.writeInt16BE(fields.length)
  return Buffer.concat([count, ...fields.flatMap((field) => [length(field), field ?? Buffer.alloc(0)])])
}

function length(field: Field): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(field === null ? -1 : field.length)
  return bytes
}

function split(
  pieces: readonly Buffer[],
  limit = 1 << 20,
): { tuples: Buffer[]; oversize: { bytes: Buffer; size: number }[] } {
  const tuples: Buffer[] = []
  const oversize: { bytes: Buffer; size: number }[] = []
  const splitter = new TupleSplitter(
    {
      onTuple: (bytes, start, end) => void tuples.push(Buffer.from(bytes.subarray(start, end))),
      onOversize: (bytes, start, end, size) =>
        void oversize.push({ bytes: Buffer.from(bytes.subarray(start, end)), size }),
    },
    limit,
  )
  for (const piece of pieces) splitter.push(piece)
  splitter.finish()
  return { tuples, oversize }
}

/** Cuts at the given places, taken modulo the length. */
function fragment(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].toSorted((left, right) => left - right)
  return [0, ...places].map((start, index) => stream.subarray(start, places[index] ?? stream.length))
}

const field = fc.option(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  { nil: null },
)
const rows = fc.array(fc.array(field, { maxLength: 5 }), { maxLength: 12 })
const cuts = fc.array(fc.nat(5000), { maxLength: 30 })

describe('TupleSplitter', () => {
  test('gives the same tuples however the stream is cut', () => {
    fc.assert(
      fc.property(rows, cuts, (table, places) => {
        const expected = table.map(tuple)
        const stream = Buffer.concat([header, ...expected, trailer])
        expect(split(fragment(stream, places)).tuples).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('byte by byte', () => {
    const expected = [tuple([Buffer.from('a'), null]), tuple([]), tuple([Buffer.alloc(0), Buffer.from('bcd')])]
    const stream = Buffer.concat([header, ...expected, trailer])
    expect(split([...stream].map((byte) => Buffer.from([byte]))).tuples).toEqual(expected)
  })

  test('a tuple over the limit keeps the fields that fit, and its neighbours are whole', () => {
    fc.assert(
      fc.property(cuts, fc.integer({ min: 100, max: 3000 }), (places, size) => {
        const small = tuple([Buffer.from('1'), Buffer.from('x')])
        const large = tuple([Buffer.from('2'), Buffer.alloc(size, 'y'), Buffer.from('z')])
        const stream = Buffer.concat([header, small, large, small, trailer])
        expect(split(fragment(stream, places), 60)).toEqual({
          tuples: [small, small],
          oversize: [{ bytes: tuple([Buffer.from('2'), null, Buffer.from('z')]), size: large.length }],
        })
      }),
      { numRuns: 500 },
    )
  })

  test('a tuple far larger than a piece is put together once, then the memory is given back', () => {
    const large = tuple([Buffer.alloc(9 << 20, 'y')])
    const stream = Buffer.concat([header, large, large, trailer])
    const pieces = Array.from({ length: Math.ceil(stream.length / 65_536) }, (_, index) =>
      stream.subarray(index * 65_536, (index + 1) * 65_536),
    )
    expect(split(pieces, 16 << 20).tuples.map((bytes) => bytes.equals(large))).toEqual([true, true])
  })

  test.each([
    ['no signature', Buffer.concat([Buffer.alloc(19, 'x'), trailer])],
    [
      'flags that nobody knows',
      Buffer.concat([header.subarray(0, 11), Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]), trailer]),
    ],
    ['no trailer', Buffer.concat([header, tuple([null])])],
    ['data after the trailer', Buffer.concat([header, trailer, tuple([null])])],
    ['a field of negative length', Buffer.concat([header, Buffer.from([0, 1, 0xff, 0xff, 0xff, 0xf0]), trailer])],
    ['a negative number of fields', Buffer.concat([header, Buffer.from([0xff, 0xf0]), trailer])],
    ['the middle of a tuple', Buffer.concat([header, tuple([Buffer.from('abc')]).subarray(0, 7)])],
  ])('refuses %s', (_, stream) => {
    for (const size of [1, 7, stream.length]) {
      const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_piece, index) =>
        stream.subarray(index * size, (index + 1) * size),
      )
      expect(() => split(pieces)).toThrow(expect.objectContaining({ code: 'SOURCE_COPY_MALFORMED' }) as PgfoldError)
    }
  })
})
