import fc from 'fast-check'
import { baseType, type PgType } from '../catalog/pg-type.ts'
import { inputValiditySetup } from './input-validity.fixture.ts'
import { plainJson, type OracleType } from './oracle.fixture.ts'
import { anyText, textCorpus } from './oracle-texts.fixture.ts'
import type { AttributeValue } from './value/attribute-value.ts'

const text = (value: AttributeValue): string => ('S' in value ? value.S : '')

/** What the structural types need before they can be used. */
export const containerSetup = `
  ${inputValiditySetup}
  CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree;
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'hap"py', 'with space', 'NULL', 'é\\');
  CREATE TYPE pair AS (n int4, "Some Name" text, price numeric, at timestamptz, flags bool[], doc jsonb);
  CREATE TYPE odd AS (v int4range, "q""k" text);
  CREATE TYPE nested AS (p pair, ps pair[]);
  CREATE DOMAIN positive AS numeric CHECK (VALUE > 0);
  CREATE DOMAIN words AS text[];
`

const array = (element: PgType): PgType => ({ kind: 'array', oid: 0, name: `_${element.name}`, element })
const composite = (name: string, fields: Readonly<Record<string, PgType>>): PgType => ({
  kind: 'composite',
  oid: 0,
  name,
  fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
})

const int4 = baseType('int4', 0)
const textType = baseType('text', 0)
const mood: PgType = {
  kind: 'enum',
  oid: 0,
  name: 'mood',
  labels: ['sad', 'ok', 'hap"py', 'with space', 'NULL', 'é\\'],
}
const pair = composite('pair', {
  n: int4,
  'Some Name': textType,
  price: baseType('numeric', 0),
  at: baseType('timestamptz', 0),
  flags: array(baseType('bool', 0)),
  doc: baseType('jsonb', 0),
})
const odd = composite('odd', { v: { kind: 'range', oid: 0, name: 'int4range', subtype: int4 }, 'q"k': textType })

const jsonCorpus = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-0.0',
  '1.10',
  '1e2',
  '1E+2',
  '1e400',
  '1e-131',
  '1.5e-130',
  '12345678901234567890123456789012345678',
  '123456789012345678901234567890123456789',
  '0.00000000000000000000000000000000000001',
  '100000000000000000000000000000000000000000',
  '100000000000000000000000000000000000000001',
  '""',
  '"a"',
  '[]',
  '{}',
  '[[],{}]',
  '{"a":{"b":[1,2,{"c":null}]}}',
  '{"__proto__":1,"constructor":{"a":2}}',
  '{"b":1,"a":2,"10":3,"9":4}',
  '"\\u00e9\\ud83d\\ude00\\n\\"\\\\\\/\\b\\f"',
  '{"":1}',
  '[{"a":[{"":2}]}]',
  ' [ 1 ,\n 2 ] ',
  `${'['.repeat(31)}1${']'.repeat(31)}`,
  `${'['.repeat(32)}${']'.repeat(32)}`,
  `${'['.repeat(32)}1${']'.repeat(32)}`,
  `${'{"a":'.repeat(31)}"x"${'}'.repeat(31)}`,
  `${'{"a":'.repeat(32)}"x"${'}'.repeat(32)}`,
  `${'{"a":'.repeat(32)}[]${'}'.repeat(32)}`,
  `${'['.repeat(300)}1${']'.repeat(300)}`,
  `"${'x'.repeat(300)}"`,
  `{"${'k'.repeat(70_000)}":1}`,
  '{"k\\"ey\\\\":"\\t"}',
]
const onlyJson = [
  '{"a":1,"a":2}',
  '{"a":1e400,"a":2}',
  '{"a":{"b":1},"c":1,"a":[2]}',
  '{"a":1,"\\u0061":2}',
  '"\\ud800"',
  '"\\udc00"',
  '"\\ud800x"',
  '"\\ud800\\u0041"',
  '{"\\ud800":1}',
  '"\\u0000"',
  '"\\uD83D\\uDE00"',
  '[1e400,"\\ud800"]',
  `[1e400,${'['.repeat(40)}1${']'.repeat(40)}]`,
  '\t{\n"a" :\r1 }  ',
]
const jsonText = fc
  .oneof(
    fc.json(),
    fc.json({ maxDepth: 4, noUnicodeString: false }),
    fc.jsonValue().map((value) => JSON.stringify(value, null, 1)),
  )
  .map((json) => json.replaceAll('\\u0000', ''))

const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`
const arrayOf = (element: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const cell = fc.oneof({ weight: 5, arbitrary: element.map(quoted) }, { weight: 1, arbitrary: fc.constant('NULL') })
  const flat = fc.array(cell, { maxLength: 6 }).map((cells) => `{${cells.join(',')}}`)
  const deep = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .chain(([rows, columns]) =>
      fc
        .array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows })
        .map((cells) => `{${cells.map((row) => `{${row.join(',')}}`).join(',')}}`),
    )
  const shifted = fc
    .tuple(fc.integer({ min: -5, max: 5 }), fc.array(cell, { minLength: 1, maxLength: 4 }))
    .map(([low, cells]) => `[${low}:${low + cells.length - 1}]={${cells.join(',')}}`)
  return fc.oneof(flat, flat, deep, shifted)
}
const arrays = (
  sql: string,
  element: PgType,
  corpus: readonly string[],
  values: fc.Arbitrary<string>,
  checks: OracleType['checks'] = [],
): OracleType => ({
  sql: `${sql}[]`,
  type: array(element),
  corpus: ['{}', '{NULL}', '{NULL,NULL}', ...corpus],
  arbitrary: arrayOf(values),
  checks: [{ form: 'S', sql: `v = x::${sql}[] and v::text = x`, back: text }, ...checks],
})
const sameList = { form: 'L', sql: 'to_jsonb(v) = x::jsonb', back: plainJson } as const

const row = (...parts: readonly (string | null)[]): string =>
  `(${parts.map((part) => (part === null ? '' : `"${part.replace(/["\\]/g, '$&$&')}"`)).join(',')})`
const moment = '2024-01-31 12:34:56.123456+00'
const pairText = fc
  .tuple(
    fc.option(fc.integer().map(String)),
    fc.option(anyText),
    fc.option(fc.constantFrom('1.50', '0', '-3')),
    fc.constantFrom(null, moment),
    fc.constantFrom(null, '{t,f,NULL}', '{}'),
    fc.option(fc.json({ maxDepth: 1 }).map((json) => json.replaceAll('\\u0000', ''))),
  )
  .map((fields) => row(...fields))
const rangeText = fc
  .tuple(
    fc.option(fc.integer({ min: -100, max: 100 })),
    fc.nat(50),
    fc.constantFrom('[', '('),
    fc.constantFrom(']', ')'),
  )
  .map(([low, size, open, close]) => `${open}${low ?? ''},${low === null ? '' : low + size}${close}`)

const rangeCheck = `jsonb_strip_nulls(jsonb_build_object('lower', lower(v), 'upper', upper(v), 'lowerInclusive', lower_inc(v), 'upperInclusive', upper_inc(v), 'empty', isempty(v))) = x::jsonb`

export const containerTypes: readonly OracleType[] = [
  {
    sql: 'jsonb',
    type: baseType('jsonb', 0),
    corpus: jsonCorpus,
    arbitrary: jsonText,
    checks: [
      { form: 'document', sql: 'v = x::jsonb', back: plainJson },
      { form: 'S', sql: 'v::text = x', back: text },
    ],
  },
  {
    sql: 'json',
    type: baseType('json', 0),
    corpus: [...jsonCorpus, ...onlyJson],
    arbitrary: jsonText,
    checks: [
      { form: 'document', sql: "v::text like '%u0000%' or v::jsonb = x::jsonb", back: plainJson },
      { form: 'S', sql: 'v::text = x', back: text },
    ],
  },
  arrays(
    'int4',
    int4,
    ['{1,2,3}', '[2:4]={1,2,3}', '[0:1][-1:0]={{1,2},{3,4}}', '{{{{{{1}}}}}}', '{1,1}', '{-2147483648,2147483647}'],
    fc.integer().map(String),
    [sameList],
  ),
  arrays(
    'text',
    textType,
    ['{"a b",c,"NULL",null}', '{"","\\"","\\\\","{","}",","}', ...textCorpus.map((value) => `{${quoted(value)}}`)],
    anyText,
    [sameList],
  ),
  arrays(
    'numeric',
    baseType('numeric', 0),
    ['{1.0,1.00}', '{NaN}', '{1.50,1.5}', '{1e400}'],
    fc.integer({ min: -999, max: 999 }).map((n) => String(n / 100)),
  ),
  arrays('float8', baseType('float8', 0), ['{1e15,-0,NaN,Infinity}', '{0.1,0.2}'], fc.double().map(String)),
  arrays('bool', baseType('bool', 0), ['{t,f,NULL}'], fc.constantFrom('t', 'f'), [sameList]),
  arrays(
    'timestamptz',
    baseType('timestamptz', 0),
    ['{infinity}', `{"${moment}"}`, '{"0044-03-15 BC"}'],
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
  ),
  arrays(
    'bytea',
    baseType('bytea', 0),
    ['{"\\\\x00ff"}', '{"\\\\x","\\\\x"}'],
    fc.uint8Array({ maxLength: 9 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
  ),
  arrays('uuid', baseType('uuid', 0), [], fc.uuid(), [sameList]),
  arrays(
    'jsonb',
    baseType('jsonb', 0),
    [
      '{"{\\"a\\":[1,2]}","null"}',
      `{${quoted('['.repeat(30) + '1' + ']'.repeat(30))}}`,
      `{${quoted('['.repeat(31) + '1' + ']'.repeat(31))}}`,
      `{{${quoted('['.repeat(30) + '1' + ']'.repeat(30))}}}`,
    ],
    jsonText,
  ),
  arrays('mood', mood, ['{sad,"hap\\"py"}', '{"NULL"}'], fc.constantFrom('sad', 'ok', 'with space'), [sameList]),
  arrays(
    'interval',
    baseType('interval', 0),
    ['{"1 day"}'],
    fc.integer({ min: 0, max: 1e6 }).map((n) => `${n} seconds`),
  ),
  // Boxes have no equality.
  { ...arrays('box', baseType('box', 0), ['{((1,1),(0,0));((2,2),(1,1))}'], fc.constant('(1,1),(0,0)')), checks: [] },
  arrays('pair', pair, [`{${quoted(row('1', 'a"b\\', '1.50', moment, '{t,NULL}', '{"a":1}'))}}`], pairText),
  {
    sql: 'mood',
    type: mood,
    corpus: ['sad', 'ok', 'hap"py', 'with space', 'NULL', 'é\\'],
    arbitrary: fc.constantFrom('sad', 'ok'),
    checks: [{ form: 'S', sql: 'v = x::mood', back: text }],
  },
  {
    sql: 'positive',
    type: { kind: 'domain', oid: 0, name: 'positive', base: baseType('numeric', 0) },
    corpus: ['1', '0.50', '1e30'],
    arbitrary: fc.integer({ min: 1 }).map((n) => String(n / 1000)),
    checks: [{ form: 'N', sql: 'v = x::numeric', back: plainJson }],
  },
  {
    sql: 'words',
    type: { kind: 'domain', oid: 0, name: 'words', base: array(textType) },
    corpus: ['{a,b}', '{}'],
    arbitrary: arrayOf(anyText),
    checks: [sameList],
  },
  {
    sql: 'pair',
    type: pair,
    corpus: [
      '(,,,,,)',
      '(1,"",0.10,infinity,{},null)',
      row('1', 'x', 'NaN', null, null, null),
      row(null, null, null, null, null, '['.repeat(31) + '1' + ']'.repeat(31)),
      row(null, null, null, null, null, '['.repeat(30) + '1' + ']'.repeat(30)),
    ],
    arbitrary: pairText,
    checks: [
      { form: 'S', sql: 'v::text = x', back: text },
      { form: 'M', sql: "jsonb_strip_nulls(to_jsonb(v) - 'at') = jsonb_strip_nulls(x::jsonb - 'at')", back: plainJson },
    ],
  },
  {
    sql: 'odd',
    type: odd,
    corpus: ['(,)', '("[1,5)","a,b")', '(empty,"")'],
    arbitrary: fc.tuple(rangeText, anyText).map((fields) => row(...fields)),
    checks: [{ form: 'M', sql: 'jsonb_strip_nulls(to_jsonb(v)) = x::jsonb', back: plainJson }],
  },
  {
    sql: 'nested',
    type: composite('nested', { p: pair, ps: array(pair) }),
    corpus: [
      '(,)',
      row(row('1', null, null, null, null, null), `{${quoted(row('1', 'a"b\\', null, null, null, '{"k":[1]}'))}}`),
    ],
    arbitrary: pairText.map((value) => row(value, `{${quoted(value)}}`)),
    checks: [{ form: 'S', sql: 'v::text = x', back: text }],
  },
  {
    sql: 'int4range',
    type: { kind: 'range', oid: 0, name: 'int4range', subtype: int4 },
    corpus: ['empty', '(,)', '[1,5)', '(,5]', '[3,)'],
    arbitrary: rangeText,
    checks: [{ form: 'M', sql: rangeCheck, back: plainJson }],
  },
  {
    sql: 'numrange',
    type: { kind: 'range', oid: 0, name: 'numrange', subtype: baseType('numeric', 0) },
    corpus: ['empty', '(,)', '[1.50,5)', '[1,1]'],
    arbitrary: rangeText,
    checks: [{ form: 'M', sql: rangeCheck, back: plainJson }],
  },
  {
    sql: 'tstzrange',
    type: { kind: 'range', oid: 0, name: 'tstzrange', subtype: baseType('timestamptz', 0) },
    corpus: ['empty', `["${moment}",infinity]`, `["${moment}",)`, '(,"0044-03-15 BC"]'],
    arbitrary: fc.constant(`["${moment}",)`),
  },
  {
    sql: 'int4multirange',
    type: { kind: 'multirange', oid: 0, name: 'int4multirange', subtype: int4 },
    corpus: ['{}', '{[1,3),[5,7)}', '{(,3)}', '{(,)}'],
    arbitrary: fc.array(rangeText, { maxLength: 4 }).map((ranges) => `{${ranges.join(',')}}`),
    checks: [
      {
        form: 'L',
        sql: `(SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('lower', lower(r), 'upper', upper(r), 'lowerInclusive', lower_inc(r), 'upperInclusive', upper_inc(r), 'empty', isempty(r)))), '[]') FROM unnest(v) r) = x::jsonb`,
        back: plainJson,
      },
    ],
  },
  {
    sql: 'hstore',
    type: baseType('hstore', 0),
    corpus: ['', '"a"=>"1", "b"=>NULL', '"q\\"\\\\"=>"=>, "', '""=>"x"', '"__proto__"=>"1"'],
    arbitrary: fc
      .array(fc.tuple(anyText, fc.option(anyText)), { maxLength: 4 })
      .map((pairs) =>
        pairs.map(([key, value]) => `${quoted(key)}=>${value === null ? 'NULL' : quoted(value)}`).join(','),
      ),
    checks: [{ form: 'M', sql: 'hstore_to_jsonb(v) = x::jsonb', back: plainJson }],
  },
]
