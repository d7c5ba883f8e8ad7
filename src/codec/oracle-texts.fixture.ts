import fc from 'fast-check'
import { baseType } from '../catalog/pg-type.ts'
import { sameText } from './oracle-checks.fixture.ts'
import type { OracleType } from './oracle.fixture.ts'

/** PostgreSQL text holds every character but U+0000. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.replaceAll('\u0000', '')),
  fc.string({
    unit: fc.constantFrom(
      'a',
      '"',
      '\\',
      '\n',
      '\t',
      '\r',
      '\b',
      '\f',
      '\u0001',
      '\u001f',
      '\u007f',
      ' ',
      ',',
      '{',
      '}',
      '(',
      ')',
      '#',
      '/',
      '%',
      'é',
      '€',
      '😀',
      "'",
      '\u2028',
    ),
    maxLength: 90,
  }),
  fc.string({ minLength: 60, maxLength: 200 }),
)
export const textCorpus = [
  '',
  ' ',
  'a',
  '"',
  '\\',
  '\\\\"',
  'NULL',
  'null',
  '\u0001\u001f\u007f',
  'tab\tnew\nline',
  '😀 é € \u2028',
  'x'.repeat(63),
  'x'.repeat(64),
  'x'.repeat(65),
  `${'x'.repeat(70)}"`,
  `${'é'.repeat(80)}\\`,
  '{}',
  '__proto__',
  '\uffff',
  '\u{10ffff}',
  'trailing   ',
]

const texts = (sql: string, name: string, arbitrary = anyText): OracleType => ({
  sql,
  type: baseType(name, 0),
  corpus: textCorpus,
  arbitrary,
  checks: [
    { ...sameText, sql: name === 'bpchar' ? 'v = x::bpchar and octet_length(v) = octet_length(x)' : 'v::text = x' },
  ],
})

export const textTypes: readonly OracleType[] = [
  texts('text', 'text'),
  texts('varchar(100)', 'varchar'),
  texts('char(12)', 'bpchar'),
  texts('name', 'name'),
  texts('citext', 'citext'),
]
