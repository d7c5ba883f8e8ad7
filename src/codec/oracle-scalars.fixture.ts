import fc from 'fast-check'
import { baseType } from '../catalog/pg-type.ts'
import { plainJson, type OracleCheck, type OracleType } from './oracle.fixture.ts'
import type { AttributeValue } from './value/attribute-value.ts'

const text = (value: AttributeValue): string => ('S' in value ? value.S : 'N' in value ? value.N : '')

const sameNumber = (sqlType: string): OracleCheck => ({ form: 'N', sql: `v = x::${sqlType}`, back: text })
const sameText: OracleCheck = { form: 'S', sql: 'v::text = x', back: text }

const integers = (sql: string, low: bigint, high: bigint): OracleType => ({
  sql,
  type: baseType(sql, 0),
  corpus: [
    low,
    low + 1n,
    high,
    high - 1n,
    0n,
    1n,
    9n,
    10n,
    99n,
    100n,
    1000n,
    65_535n,
    10_000n,
    99_999_999n,
    100_000_000n,
    999_999_999n,
    1_000_000_000n,
    4_294_967_295n,
    4_294_967_296n,
    9_007_199_254_740_991n,
    9_007_199_254_740_993n,
    -1n,
    -10n,
    -4_294_967_296n,
    -9_007_199_254_740_993n,
  ].map(String),
  arbitrary: fc.tuple(fc.bigInt(low, high), fc.nat(63)).map(([n, shift]) => String(n >> BigInt(shift))),
  checks: [sameNumber(sql), { ...sameText, sql: 'v = x::' + sql }],
})

const digits = fc.string({ unit: fc.constantFrom(...'00123456789'), minLength: 1, maxLength: 45 })
const decimal = fc
  .tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits)
  .map(([sign, whole, point, part]) => (point === '' ? sign + whole : `${sign}${whole}.${part}`))
const scaled = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt(0n, 10n ** 40n), fc.integer({ min: -140, max: 140 }))
  .map(([sign, n, power]) => `${sign}${n}e${power}`)

const numeric: OracleType = {
  sql: 'numeric',
  type: baseType('numeric', 0),
  corpus: [
    '0',
    '-0',
    '0.0',
    '0.000',
    '1',
    '10',
    '10000',
    '100000000',
    '1.500',
    '0.1',
    '0.0001',
    '0.00001',
    '0.00000000000001',
    '-0.00000',
    '1.0000000000000000000000001',
    '12345678901234567890123456789012345678',
    '123456789012345678901234567890123456789',
    '99999999999999999999999999999999999999',
    '-99999999999999999999999999999999999999',
    '9.9999999999999999999999999999999999999e125',
    '1e125',
    '1e126',
    '1e-130',
    '1e-131',
    '-1e-130',
    '1.1e-130',
    'NaN',
    'Infinity',
    '-Infinity',
    '9999.9999',
    '10000.0001',
    '0.10000',
    '120000000000.000034',
    '1e400',
    '1e-400',
    '00012.3400',
    '5e3',
    '0.00120',
    '100.00',
    '1000000.000001',
  ],
  arbitrary: fc.oneof(
    decimal,
    scaled,
    fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e12, max: 1e12 }).map(String),
  ),
  checks: [sameNumber('numeric'), { ...sameText, sql: 'v = x::numeric and v::text = x' }],
}

const money: OracleType = {
  sql: 'money',
  type: baseType('money', 0),
  corpus: ['0', '1.5', '-1234567.89', '92233720368547758.07', '-92233720368547758.08', '999.99', '1000'],
  arbitrary: fc
    .bigInt(-(2n ** 63n), 2n ** 63n - 1n)
    .map((cents) => `${cents / 100n}.${String((cents < 0n ? -cents : cents) % 100n).padStart(2, '0')}`),
  checks: [{ form: 'N', sql: 'v::numeric = x::numeric', back: text }],
}

const floats = (sql: string, corpus: readonly string[], arbitrary: fc.Arbitrary<number>): OracleType => ({
  sql,
  type: baseType(sql, 0),
  corpus: [
    '0',
    '-0',
    '1',
    '-1',
    '0.1',
    '1e15',
    '1e16',
    '1e-4',
    '1e-5',
    '999999',
    '1000000',
    '9999999',
    '123456.7',
    '1234567',
    '0.3',
    '1e22',
    '1e21',
    '1e-7',
    '1e38',
    'NaN',
    'Infinity',
    '-Infinity',
    ...corpus,
  ],
  arbitrary: arbitrary.map((n) => (Object.is(n, -0) ? '-0' : String(n))),
  checks: [sameNumber(sql), { ...sameText, sql: 'v::text = x' }],
})

const powersOfTwo = (low: number, high: number): string[] =>
  Array.from({ length: high - low + 1 }, (_, n) => String(2 ** (low + n)))

const float8 = floats(
  'float8',
  [
    '5e-324',
    '2.2250738585072014e-308',
    '1.7976931348623157e308',
    '9.99e125',
    '1e126',
    '1e-130',
    '1e-131',
    '123456789012345680',
    '9007199254740993',
    '0.1234567890123456789',
    '4.35',
    '100000000000000000000000',
    ...powersOfTwo(-1074, 1023),
  ],
  fc.double({ noDefaultInfinity: true, noNaN: true }),
)
const float4 = floats(
  'float4',
  [
    '1.4e-45',
    '1.17549435e-38',
    '3.4028235e38',
    '16777216',
    '33554432',
    '0.30000001',
    '8388608',
    ...powersOfTwo(-149, 127),
  ],
  fc.float({ noDefaultInfinity: true, noNaN: true }),
)

const boolean: OracleType = {
  sql: 'bool',
  type: baseType('bool', 0),
  corpus: ['t', 'f'],
  arbitrary: fc.constantFrom('true', 'false'),
  checks: [
    { form: 'BOOL', sql: 'v = x::bool', back: plainJson },
    { form: 'S', sql: 'v = x::bool', back: text },
  ],
}

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

const bytea: OracleType = {
  sql: 'bytea',
  type: baseType('bytea', 0),
  corpus: ['\\x', '\\x00', '\\xff', '\\x0001', '\\x000102', '\\xdeadbeef', '\\x5c5c22'],
  arbitrary: fc.uint8Array({ maxLength: 70 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
  checks: [
    {
      form: 'B',
      sql: "v = decode(x, 'base64')",
      back: (value) => ('B' in value ? Buffer.from(value.B).toString('base64') : ''),
    },
    sameText,
  ],
}

const uuid: OracleType = {
  sql: 'uuid',
  type: baseType('uuid', 0),
  corpus: [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '0123456789abcdef0123456789ABCDEF',
  ],
  arbitrary: fc.uuid(),
  checks: [
    sameText,
    {
      form: 'B',
      sql: "uuid_send(v) = decode(x, 'base64')",
      back: (value) => ('B' in value ? Buffer.from(value.B).toString('base64') : ''),
    },
  ],
}

const address = fc.oneof(
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([ip, bits]) => `${ip}/${bits}`),
  fc.ipV4(),
  fc.ipV6().filter((ip) => !ip.includes('%')),
  fc
    .array(fc.constantFrom('0', '0', '0', '1', 'ffff', 'abc', 'f00d'), { minLength: 8, maxLength: 8 })
    .chain((words) => fc.constantFrom('', '/64', '/127', '/128').map((bits) => words.join(':') + bits)),
)
const inetCorpus = [
  '0.0.0.0',
  '255.255.255.255/0',
  '192.168.1.5/24',
  '10.0.0.0/8',
  '::',
  '::1',
  '::1/128',
  '::ffff:1.2.3.4',
  '::1.2.3.4',
  '::0.0.0.2',
  '1::',
  '1:0:0:2::',
  '0:0:1::',
  '1:0:1:0:1:0:1:0',
  '2001:db8::/32',
  '::ffff:0:0/96',
  'fe80::1:0:0:1',
]

const plain = (sql: string, corpus: readonly string[], arbitrary: fc.Arbitrary<string>): OracleType => ({
  sql,
  type: baseType(sql, 0),
  corpus,
  arbitrary,
  checks: [sameText],
})
const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 1, maxLength: 6 })
const coordinate = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map(String)

export const scalarTypes: readonly OracleType[] = [
  integers('int2', -(2n ** 15n), 2n ** 15n - 1n),
  integers('int4', -(2n ** 31n), 2n ** 31n - 1n),
  integers('int8', -(2n ** 63n), 2n ** 63n - 1n),
  { ...integers('oid', 0n, 2n ** 32n - 1n), checks: [{ form: 'N', sql: 'v::int8 = x::int8', back: text }] },
  { ...integers('xid8', 0n, 2n ** 64n - 1n), checks: [{ form: 'N', sql: 'v = x::xid8', back: text }] },
  numeric,
  { ...numeric, sql: 'numeric(20,5)' },
  money,
  float4,
  float8,
  boolean,
  texts('text', 'text'),
  texts('varchar(100)', 'varchar'),
  texts('char(12)', 'bpchar'),
  texts('name', 'name'),
  texts('citext', 'citext'),
  {
    ...plain('"char"', ['', 'a', '"', '\\'], fc.string({ minLength: 1, maxLength: 1 })),
    type: baseType('char', 0),
    checks: [],
  },
  {
    ...plain(
      'xml',
      [
        '<a/>',
        '<a b="c">é&lt;</a>',
        '<?xml version="1.0" encoding="UTF-8"?><a/>',
        '<?xml version="1.0" standalone="yes"?><a/>',
        '<?xml version="1.1"?><b/>',
        'only text',
        '',
      ],
      word.map((name) => `<${name}>"</${name}>`),
    ),
    checks: [],
  },
  bytea,
  uuid,
  { ...plain('inet', inetCorpus, address), checks: [{ form: 'S', sql: 'v = x::inet', back: text }] },
  { ...plain('cidr', inetCorpus, address), checks: [{ form: 'S', sql: 'v = x::cidr', back: text }] },
  plain(
    'macaddr',
    ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'],
    fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  ),
  plain(
    'macaddr8',
    ['00:00:00:00:00:00:00:00'],
    fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  ),
  plain('varbit', ['', '0', '1', '10101010101'], fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 80 })),
  plain('bit(5)', ['00000', '11111'], fc.string({ unit: fc.constantFrom('0', '1'), minLength: 5, maxLength: 5 })),
  plain(
    'tsvector',
    ['', "'a':1A,2B 'it''s':3", 'fat cat'],
    fc.array(word, { maxLength: 5 }).map((words) => words.join(' ')),
  ),
  plain(
    'tsquery',
    ["'a' & !'b' | 'c':*"],
    fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' & ')),
  ),
  plain(
    'ltree',
    ['', 'a', 'Top.Science'],
    fc.array(word, { maxLength: 5 }).map((words) => words.join('.')),
  ),
  plain(
    'pg_lsn',
    ['0/0', 'FFFFFFFF/FFFFFFFF', '16/B374D848'],
    fc.tuple(fc.nat(), fc.nat()).map(([high, low]) => `${high.toString(16)}/${low.toString(16)}`),
  ),
  plain(
    'jsonpath',
    ['$', '$.a[*] ? (@.b > 1)'],
    word.map((name) => `$.${name}`),
  ),
  {
    ...plain(
      'point',
      ['(0,0)', '(-0,1e300)', '(1.5,-2)', '(NaN,1)', '(Infinity,0)', '(1e-20,1e20)'],
      fc.tuple(coordinate, coordinate).map(([x, y]) => `(${x},${y})`),
    ),
    checks: [{ form: 'M', sql: "v ~= point((x::jsonb->>'x')::float8, (x::jsonb->>'y')::float8)", back: plainJson }],
  },
  plain(
    'box',
    ['((1,2),(3,4))'],
    fc.tuple(coordinate, coordinate).map(([x, y]) => `((${x},${y}),(0,1))`),
  ),
  plain(
    'circle',
    ['<(1,2),3>'],
    fc.tuple(coordinate, coordinate).map(([x, y]) => `<(${x},${y}),2>`),
  ),
  plain(
    'polygon',
    ['((0,0),(1,1),(2,0))'],
    fc.tuple(coordinate, coordinate).map(([x, y]) => `((${x},${y}),(0,1),(1,1))`),
  ),
]
