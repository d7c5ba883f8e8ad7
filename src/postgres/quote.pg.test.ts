import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { connectSource } from './connection/connect.ts'
import { quoteIdentifier, quoteLiteral } from './quote.ts'
import { parseSourceUrl } from './connection/source-config.ts'

const hostile = fc.constantFrom(
  '"',
  "'",
  '\\',
  ';',
  '--',
  '/*',
  '$1',
  '$$',
  '%',
  'select',
  'SELECT',
  'é',
  '名',
  '🐘',
  ' ',
  '\n',
  '\t',
  "E'",
  '""',
  '{',
  '}',
  ':x',
  '?',
)
const text = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join('').replaceAll('\0', ''))

test('literals come back as they went in, and as quote_literal writes them', async () => {
  await using db = await testDatabase()
  await using client = await connectSource(parseSourceUrl(db.url, process.env), {
    role: 'test',
    signal: new AbortController().signal,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 40 }), async (texts) => {
      expect((await client.rows(`SELECT ${texts.map(quoteLiteral).join(', ')}`))[0]).toEqual(texts)
      const oracle = await client.rows('SELECT quote_literal(t) FROM json_array_elements_text($1::json) t', {
        values: [JSON.stringify(texts)],
      })
      expect(texts.map(quoteLiteral)).toEqual(oracle.map(([quoted]) => quoted))
    }),
    { numRuns: 100 },
  )
})

test('names come back as they went in, and quote_ident reads the same', async () => {
  await using db = await testDatabase()
  await using client = await connectSource(parseSourceUrl(db.url, process.env), {
    role: 'test',
    signal: new AbortController().signal,
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        text.filter((name) => name !== '' && Buffer.byteLength(name) <= 63),
        { minLength: 1, maxLength: 40 },
      ),
      async (names) => {
        const [parsed] = await client.rows(
          `SELECT ${names.map((name) => `(parse_ident(${quoteLiteral(quoteIdentifier(name))}))[1]`).join(', ')}`,
        )
        expect(parsed).toEqual(names)
        const [oracle] = await client.rows(
          `SELECT ${names.map((name) => `(parse_ident(quote_ident(${quoteLiteral(name)})))[1]`).join(', ')}`,
        )
        expect(oracle).toEqual(names)
        const result = await client.driver.query(
          `SELECT ${names.map((name) => `1 AS ${quoteIdentifier(name)}`).join(', ')}`,
        )
        expect(result.fields.map((field) => field.name)).toEqual(names)
      },
    ),
    { numRuns: 100 },
  )
})

test('what cannot be quoted is refused', () => {
  for (const work of [
    () => quoteIdentifier(''),
    () => quoteIdentifier('a\0b'),
    () => quoteLiteral('\0'),
    () => quoteLiteral('\ud800'),
  ]) {
    expect(work).toThrow(expect.objectContaining({ code: 'SOURCE_TEXT_UNQUOTABLE' }) as Error)
  }
})
