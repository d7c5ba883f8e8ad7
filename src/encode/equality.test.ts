import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ValueRef } from '../brand.ts'
import { compileEncoder } from './compiled/compile-encoder.ts'
import { arbitraryEntity, type FixtureColumn } from './entity.fixture.ts'
import { expectSameOutcome } from './same-outcome.fixture.ts'
import { fieldOf, handSentTypes, tupleOf, type HandSentType } from './tuple.fixture.ts'

interface HandSentColumn extends FixtureColumn {
  readonly send: HandSentType
  readonly text: fc.Arbitrary<string>
}

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most })

const anyText = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '')) },
  {
    weight: 4,
    arbitrary: fc.string({
      unit: fc.constantFrom(
        'a',
        'Z',
        '%',
        '#',
        '"',
        '\\',
        '\n',
        '\u0001',
        '\u007f',
        '\u0085',
        'İ',
        'ß',
        '가',
        '😀',
        ' ',
      ),
      maxLength: 12,
    }),
  },
  { weight: 2, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(990, 1023, 1024, 1025, 2047, 2049, 3000).map((length) => 'k'.repeat(length)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(100_000, 204_000, 409_590, 409_700).map((length) => 'é"'.repeat(length / 3)),
  },
)

const anyNumeric = fc.oneof(
  fc
    .tuple(fc.boolean(), digits(1, 24), digits(0, 24))
    .map(([negative, whole, fraction]) => plainDecimal(negative, whole, fraction)),
  fc.constantFrom(
    '0',
    '0.00',
    '1500.00',
    '-0.5',
    'NaN',
    'Infinity',
    '-Infinity',
    `1${'0'.repeat(125)}`,
    `1${'0'.repeat(126)}`,
    `0.${'0'.repeat(129)}1`,
    `0.${'0'.repeat(130)}1`,
  ),
)

/** As PostgreSQL prints it: no leading zeros, no sign on zero. */
function plainDecimal(negative: boolean, whole: string, fraction: string): string {
  const text = whole.replace(/^0+(?=.)/, '') + (fraction === '' ? '' : `.${fraction}`)
  return negative && /[1-9]/.test(text) ? `-${text}` : text
}

const anyDocument = fc.oneof(
  { weight: 8, arbitrary: fc.json({ maxDepth: 4 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'null',
      '""',
      '[]',
      '{}',
      '{"": 1}',
      '1e400',
      '[1.50, -0.0, 12345678901234567890123456789012345678]',
      '{"__proto__": {"x": 1}, "constructor": "y"}',
    ),
  },
  { weight: 1, arbitrary: fc.integer({ min: 28, max: 36 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
)

const arrayElement = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }).map(String),
  fc.constantFrom('9223372036854775807', 'NULL'),
)

const columns: readonly HandSentColumn[] = [
  column(
    'id',
    'int8',
    fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: 0n, max: 5000n })).map(String),
  ),
  column('small', 'int2', fc.integer({ min: -32768, max: 32767 }).map(String)),
  column('plain', 'int4', fc.integer().map(String)),
  column('naïve "name"', 'text', anyText),
  column('title', 'text', anyText),
  column('flag', 'bool', fc.constantFrom('t', 'f')),
  column('amount', 'numeric', anyNumeric),
  column('__proto__', 'jsonb', anyDocument),
  column(
    'words',
    'textArray',
    fc.array(fc.constantFrom('""', 'a', 'é', 'NULL'), { maxLength: 3 }).map((elements) => `{${elements.join(',')}}`),
  ),
  column(
    'members',
    'int8Array',
    fc.array(arrayElement, { maxLength: 4 }).map((elements) => `{${elements.join(',')}}`),
  ),
]

function column(name: string, send: HandSentType, text: fc.Arbitrary<string>): HandSentColumn {
  return { name, type: handSentTypes[send], send, text }
}

const anyRow = fc.tuple(...columns.map(({ text }) => fc.option(text, { freq: 8 })))

test('the compiled encoder gives what the reference interpreter gives', () => {
  const seen = { items: 0, rejected: 0 }
  fc.assert(
    fc.property(arbitraryEntity(columns), fc.array(anyRow, { minLength: 1, maxLength: 12 }), (fixture, rows) => {
      const encoder = compileEncoder(
        fixture.mapping,
        fixture.entity,
        columns.map((_, at) => ({ kind: 'value', value: at as ValueRef })),
      )
      for (const texts of rows) {
        const tuple = tupleOf(columns.map(({ send }, at) => fieldOf(send, texts[at] ?? null)))
        // Not at offset 0: an encoder that forgets `start` must not pass.
        const bytes = Buffer.concat([Buffer.from('before'), tuple, Buffer.from('behind')])
        const encoded = encoder.encode(bytes, 6, 6 + tuple.length)
        expectSameOutcome(fixture, texts, encoded)
        seen[encoded.kind === 'item' ? 'items' : 'rejected']++
      }
    }),
    { numRuns: 500 },
  )
  // Both outcomes must be common, or the test has come to compare little.
  expect(seen.items).toBeGreaterThan(300)
  expect(seen.rejected).toBeGreaterThan(300)
})
