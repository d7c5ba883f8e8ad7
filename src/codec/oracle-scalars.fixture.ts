import fc from 'fast-check'
import { baseType } from '../catalog/pg-type.ts'
import { sameText, scalarText } from './oracle-checks.fixture.ts'
import { numberTypes } from './oracle-numbers.fixture.ts'
import { textTypes } from './oracle-texts.fixture.ts'
import { plainJson, type OracleType } from './oracle.fixture.ts'

const boolean: OracleType = {
  sql: 'bool',
  type: baseType('bool', 0),
  corpus: ['t', 'f'],
  arbitrary: fc.constantFrom('true', 'false'),
  checks: [
    { form: 'BOOL', sql: 'v = x::bool', back: plainJson },
    { form: 'S', sql: 'v = x::bool', back: scalarText },
  ],
}

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
  ...numberTypes,
  boolean,
  ...textTypes,
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
  { ...plain('inet', inetCorpus, address), checks: [{ form: 'S', sql: 'v = x::inet', back: scalarText }] },
  { ...plain('cidr', inetCorpus, address), checks: [{ form: 'S', sql: 'v = x::cidr', back: scalarText }] },
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
