import type { AttributeValue, Form } from '../../src/codec/value/attribute-value.ts'

/** A value in PostgreSQL's input syntax and the attribute that it must become, both written by hand. */
export interface ExtremeValue {
  readonly sql: string
  readonly input: string
  /** Absent: the default form. */
  readonly as?: Form
  readonly gives: AttributeValue
  /** The first major of PostgreSQL that has such a value; absent: all that are supported. */
  readonly since?: number
}

/**
 * A value that the form cannot hold: the code of the reject, and the text that stands for it under `onUnrepresentable:
 * 'text'`.
 */
export interface UnfitValue {
  readonly sql: string
  readonly input: string
  readonly as?: Form
  readonly code: 'VALUE_NUMBER_OUT_OF_RANGE' | 'VALUE_NOT_REPRESENTABLE' | 'VALUE_TOO_DEEP'
  readonly text: string
  readonly since?: number
}

export const userTypes = `
  CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree; CREATE EXTENSION cube; CREATE EXTENSION isn;
  CREATE TYPE mood AS ENUM ('sad', 'hap"py', 'NULL', 'é\\');
  CREATE TYPE pair AS (n int4, "Some Name" text, gone int, price numeric, at timestamptz, flags bool[]);
  ALTER TYPE pair DROP ATTRIBUTE gone;
  CREATE TYPE outer_pair AS (p pair, ps pair[]);
  CREATE DOMAIN positive AS numeric CHECK (VALUE > 0);
  CREATE DOMAIN small_positive AS positive CHECK (VALUE < 1e30);
  CREATE DOMAIN words AS text[];
  CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
  CREATE TYPE floatrange AS RANGE (subtype = float8, multirange_type_name = floatmultirange);
`

const n = (N: string): AttributeValue => ({ N })
const s = (S: string): AttributeValue => ({ S })
const b = (hex: string): AttributeValue => ({ B: new Uint8Array(Buffer.from(hex, 'hex')) })
const none: AttributeValue = { NULL: true }
const yes: AttributeValue = { BOOL: true }
const nines = '9'.repeat(38)

function value(sql: string, input: string, gives: AttributeValue, as?: Form): ExtremeValue {
  return { sql, input, gives, ...(as === undefined ? {} : { as }) }
}

function unfit(sql: string, input: string, code: UnfitValue['code'], text: string, as?: Form): UnfitValue {
  return { sql, input, code, text, ...(as === undefined ? {} : { as }) }
}

const from = <T>(since: number, entry: T): T & { readonly since: number } => ({ ...entry, since })

const bounds = (
  lower: AttributeValue | null,
  upper: AttributeValue | null,
  lowerInclusive: boolean,
  upperInclusive: boolean,
  empty = false,
): AttributeValue => ({
  M: {
    ...(lower === null ? {} : { lower }),
    ...(upper === null ? {} : { upper }),
    lowerInclusive: { BOOL: lowerInclusive },
    upperInclusive: { BOOL: upperInclusive },
    empty: { BOOL: empty },
  },
})

export const extremeValues: readonly ExtremeValue[] = [
  value('int2', '-32768', n('-32768')),
  value('int2', '32767', s('32767'), 'S'),
  value('int4', '-2147483648', n('-2147483648')),
  value('int4', '2147483647', n('2147483647')),
  value('int8', '-9223372036854775808', n('-9223372036854775808')),
  value('int8', '9223372036854775807', n('9223372036854775807')),
  value('int8', '9007199254740993', n('9007199254740993')),
  value('oid', '4294967295', n('4294967295')),
  value('xid8', '18446744073709551615', n('18446744073709551615')),
  value('regclass', 'pg_class', s('pg_class')),

  value('numeric', nines, n(nines)),
  value('numeric', `-${nines}`, n(`-${nines}`)),
  value('numeric', '9.9999999999999999999999999999999999999e125', n(`${nines}${'0'.repeat(88)}`)),
  value('numeric', '1e-130', n(`0.${'0'.repeat(129)}1`)),
  value('numeric', '-0.00', n('0')),
  value('numeric', '-0.00', s('0.00'), 'S'),
  value('numeric', '1.500', n('1.5')),
  value('numeric', '1.500', s('1.500'), 'S'),
  value('numeric', '100000000', n('100000000')),
  value('numeric', '0.00010001', n('0.00010001')),
  value('numeric(20,5)', '123456789012345.6', n('123456789012345.6')),
  from(15, value('numeric(5,-2)', '12345', n('12300'))),
  value('numeric', 'NaN', s('NaN'), 'S'),
  value('numeric', '-Infinity', s('-Infinity'), 'S'),

  value('float4', '16777216', n('16777216')),
  value('float4', '0.1', n('0.1')),
  value('float4', '1.4e-45', n(`0.${'0'.repeat(44)}1`)),
  value('float4', '3.4028235e38', n(`34028235${'0'.repeat(31)}`)),
  value('float4', '3.4028235e38', s('3.4028235e+38'), 'S'),
  value('float8', '0.1', n('0.1')),
  value('float8', '-0', n('0')),
  value('float8', '-0', s('-0'), 'S'),
  value('float8', '1e15', s('1e+15'), 'S'),
  value('float8', '1e15', n('1000000000000000')),
  value('float8', '9.99e125', n(`999${'0'.repeat(123)}`)),
  value('float8', '1e-130', n(`0.${'0'.repeat(129)}1`)),
  // The midpoint of two doubles: PostgreSQL prints the shortest text that is strictly nearer to this one.
  value('float8', '1e23', n(`9${'9'.repeat(15)}${'0'.repeat(7)}`)),
  value('float8', '9007199254740993', n('9007199254740992')),
  value('float8', 'NaN', s('NaN'), 'S'),
  value('float8', '5e-324', s('5e-324'), 'S'),

  value('bool', 't', yes),
  value('bool', 'f', s('false'), 'S'),
  value('text', '', s('')),
  value('text', '"\\/\u0001\n\u2028😀\u{10ffff}', s('"\\/\u0001\n\u2028😀\u{10ffff}')),
  value('varchar(3)', 'é€😀', s('é€😀')),
  value('char(5)', 'ab', s('ab   ')),
  value('name', 'x'.repeat(63), s('x'.repeat(63))),
  value('citext', 'MiXed', s('MiXed')),
  value('"char"', 'ab', s('a')),
  value('bytea', '\\x', b('')),
  value('bytea', '\\x00ff22', b('00ff22')),
  value('bytea', '\\x00ff22', s('\\x00ff22'), 'S'),
  value('uuid', 'FFFFFFFF-ffff-ffff-ffff-ffffffffffff', s('ffffffff-ffff-ffff-ffff-ffffffffffff')),
  value('uuid', '00112233445566778899aabbccddeeff', b('00112233445566778899aabbccddeeff'), 'B'),

  value('date', '4713-01-01 BC', s('-004712-01-01')),
  value('date', '0001-12-31 BC', s('0000-12-31')),
  value('date', '5874897-12-31', s('+5874897-12-31')),
  value('date', '2000-02-29', n('951782400'), 'epoch-seconds'),
  value('date', '1969-12-31', n('-86400000'), 'epoch-millis'),
  value('date', 'infinity', s('infinity'), 'S'),
  value('time', '24:00:00', s('24:00:00')),
  value('time', '23:59:59.5', s('23:59:59.500000'), 'iso'),
  value('time(2)', '00:00:00.1', s('00:00:00.10'), 'iso'),
  value('timetz', '23:59:59.999999-15:59:59', s('23:59:59.999999-15:59:59')),
  value('timetz', '12:00:00+00', s('12:00:00.000000Z'), 'iso'),
  value('timestamp', '294276-12-31 23:59:59.999999', s('+294276-12-31T23:59:59.999999')),
  value('timestamp', '294276-12-31 23:59:59.999999', n('9224318015999999999'), 'epoch-micros'),
  value('timestamptz', '294276-12-31 23:59:59.999999+00', n('9224318015999.999999'), 'epoch-seconds'),
  value('timestamptz', '0044-03-15 12:00:00+00 BC', s('-000043-03-15T12:00:00.000000Z')),
  value('timestamptz', '1969-12-31 23:59:59.999999+00', n('-0.000001'), 'epoch-seconds'),
  value('timestamptz', '1969-12-31 23:59:59.999999+00', n('-0.001'), 'epoch-millis'),
  value('timestamptz(3)', '2024-01-31 12:34:56.1+02', s('2024-01-31T10:34:56.100Z')),
  value('timestamptz', '2024-01-31 12:34:56.123456+05:45', s('2024-01-31 06:49:56.123456+00'), 'S'),
  value('timestamptz', '-infinity', s('-infinity'), 'S'),
  value('interval', '1 year 2 mons -3 days 04:05:06.789', s('P1Y2M-3DT4H5M6.789S')),
  value('interval', '-00:00:00.000001', s('PT-0.000001S'), 'iso'),
  value('interval', '0', s('PT0S')),

  value('json', '{"a":1, "a":12345678901234567890123456789012345678}', {
    M: { a: n('12345678901234567890123456789012345678') },
  }),
  value('json', '{"a":1, "a":2}', s('{"a":1, "a":2}'), 'S'),
  value('jsonb', '{"n":[1.10,null,true,{}],"__proto__":"x"}', {
    M: { n: { L: [n('1.1'), none, yes, { M: {} }] }, ['__proto__']: s('x') },
  }),
  value('jsonb', 'null', none),
  value('jsonb', '"\\ud83d\\ude00"', s('😀')),
  value('jsonb', '1e-130', n(`0.${'0'.repeat(129)}1`)),
  value('int4[]', '{{1,NULL},{3,4}}', { L: [{ L: [n('1'), none] }, { L: [n('3'), n('4')] }] }),
  value('int4[]', '[-2:0]={1,2,3}', { L: [n('1'), n('2'), n('3')] }),
  value('int4[]', '[-2:0]={1,2,3}', s('[-2:0]={1,2,3}'), 'S'),
  value('int4[]', '{3,1,2}', { NS: ['1', '2', '3'] }, 'set'),
  value('text[]', '{"a,b","NULL",NULL,""}', { L: [s('a,b'), s('NULL'), none, s('')] }),
  value('text[]', '{b,a}', { SS: ['a', 'b'] }, 'set'),
  value('bytea[]', '{"\\\\x00","\\\\xff"}', { BS: [new Uint8Array([0]), new Uint8Array([255])] }, 'set'),
  value('timestamptz[]', '{"2024-01-31 00:00:00+00"}', { L: [s('2024-01-31T00:00:00.000000Z')] }),
  value('mood', 'hap"py', s('hap"py')),
  value('mood[]', '{"NULL",NULL}', { L: [s('NULL'), none] }),
  value('small_positive', '0.50', n('0.5')),
  value('words', '{a}', { L: [s('a')] }),
  value('pair', '(1,"a ""b"" \\\\",0.10,"2024-01-31 00:00:00+00","{t,NULL}")', {
    M: {
      n: n('1'),
      'Some Name': s('a "b" \\'),
      price: n('0.1'),
      at: s('2024-01-31T00:00:00.000000Z'),
      flags: { L: [yes, none] },
    },
  }),
  value('pair', '(,,,,)', { M: {} }),
  value('outer_pair', '("(7,,,,)","{""(,x,,,)""}")', {
    M: { p: { M: { n: n('7') } }, ps: { L: [{ M: { 'Some Name': s('x') } }] } },
  }),
  value('pair[]', '{"(1,,,,)",NULL}', { L: [{ M: { n: n('1') } }, none] }),
  value('int4range', '(1,5]', s('[2,6)')),
  value('int4range', '(1,5]', bounds(n('2'), n('6'), true, false), 'M'),
  value('int8range', 'empty', bounds(null, null, false, false, true), 'M'),
  value('numrange', '(,1.50]', bounds(null, n('1.5'), false, true), 'M'),
  value('tstzrange', '["2024-01-31 00:00:00+00",)', bounds(s('2024-01-31T00:00:00.000000Z'), null, true, false), 'M'),
  value('textrange', '["a,""b",c)', bounds(s('a,"b'), s('c'), true, false), 'M'),
  value('floatrange', '[0.1,1e300)', s('[0.1,1e+300)')),
  value(
    'int4multirange',
    '{[1,3),[7,9)}',
    { L: [bounds(n('1'), n('3'), true, false), bounds(n('7'), n('9'), true, false)] },
    'L',
  ),
  value('nummultirange', '{}', { L: [] }, 'L'),

  value('inet', '192.168.1.5/24', s('192.168.1.5/24')),
  value('inet', '::ffff:1.2.3.4', s('::ffff:1.2.3.4')),
  value('cidr', '10.0.0.0/8', s('10.0.0.0/8')),
  value('macaddr', '08-00-2b-01-02-03', s('08:00:2b:01:02:03')),
  value('macaddr8', '08:00:2b:ff:fe:01:02:03', s('08:00:2b:ff:fe:01:02:03')),
  value('bit(5)', '10100', s('10100')),
  value('varbit', '', s('')),
  value('money', '-92233720368547758.08', s('-$92,233,720,368,547,758.08')),
  value('money', '-92233720368547758.08', n('-92233720368547758.08'), 'N'),
  value('xml', '<a b="c">é&lt;</a>', s('<a b="c">é&lt;</a>')),
  value('tsvector', 'fat:3A cat', s("'cat' 'fat':3A")),
  value('tsquery', 'fat & !cat', s("'fat' & !'cat'")),
  value('hstore', 'a=>1, b=>NULL, "q\\"\\\\"=>"=>"', { M: { a: s('1'), b: none, 'q"\\': s('=>') } }),
  value('hstore', 'a=>NULL', s('"a"=>NULL'), 'S'),
  value('ltree', 'Top.Science', s('Top.Science')),
  value('pg_lsn', 'FFFFFFFF/FFFFFFFF', s('FFFFFFFF/FFFFFFFF')),
  value('point', '(-0,1e300)', s('(-0,1e+300)')),
  value('point', '(1.5,-2)', { M: { x: n('1.5'), y: n('-2') } }, 'M'),
  value('box', '((1,2),(3,4))', s('(3,4),(1,2)')),
  value('line', '{1,-1,0}', s('{1,-1,0}')),
  value('lseg', '[(0,0),(1,1)]', s('[(0,0),(1,1)]')),
  value('path', '((0,0),(1,1))', s('((0,0),(1,1))')),
  value('polygon', '((0,0),(1,1),(2,0))', s('((0,0),(1,1),(2,0))')),
  value('circle', '<(1,2),3>', s('<(1,2),3>')),
  value('box[]', '{(3,4),(1,2);(1,1),(0,0)}', { L: [s('(3,4),(1,2)'), s('(1,1),(0,0)')] }),
  value('jsonpath', '$.a[*] ? (@.b > 1)', s('$."a"[*]?(@."b" > 1)')),
  value('tid', '(4294967295,65535)', s('(4294967295,65535)')),
  value('int2vector', '1 -2 3', s('1 -2 3')),
  // Types of extensions that no codec knows are text.
  value('cube', '(1,2),(3,4)', s('(1, 2),(3, 4)')),
  value('isbn', '978-0-393-04002-9', s('0-393-04002-X')),
]

const deep = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`

export const unfitValues: readonly UnfitValue[] = [
  unfit('numeric', 'NaN', 'VALUE_NUMBER_OUT_OF_RANGE', 'NaN'),
  unfit('numeric', 'Infinity', 'VALUE_NUMBER_OUT_OF_RANGE', 'Infinity'),
  unfit('numeric', '1e126', 'VALUE_NUMBER_OUT_OF_RANGE', `1${'0'.repeat(126)}`),
  unfit('numeric', '1e-131', 'VALUE_NUMBER_OUT_OF_RANGE', `0.${'0'.repeat(130)}1`),
  unfit('numeric', `${nines}1`, 'VALUE_NUMBER_OUT_OF_RANGE', `${nines}1`),
  unfit('float8', 'NaN', 'VALUE_NUMBER_OUT_OF_RANGE', 'NaN'),
  unfit('float8', '-Infinity', 'VALUE_NUMBER_OUT_OF_RANGE', '-Infinity'),
  unfit('float8', '1e126', 'VALUE_NUMBER_OUT_OF_RANGE', '1e+126'),
  unfit('float8', '5e-324', 'VALUE_NUMBER_OUT_OF_RANGE', '5e-324'),
  unfit('float4', 'Infinity', 'VALUE_NUMBER_OUT_OF_RANGE', 'Infinity'),
  unfit('date', 'infinity', 'VALUE_NOT_REPRESENTABLE', 'infinity'),
  unfit('date', '-infinity', 'VALUE_NOT_REPRESENTABLE', '-infinity', 'epoch-seconds'),
  unfit('timestamp', 'infinity', 'VALUE_NOT_REPRESENTABLE', 'infinity', 'epoch-millis'),
  unfit('timestamptz', '-infinity', 'VALUE_NOT_REPRESENTABLE', '-infinity'),
  from(17, unfit('interval', 'infinity', 'VALUE_NOT_REPRESENTABLE', 'infinity', 'iso')),
  unfit('jsonb', '1e126', 'VALUE_NUMBER_OUT_OF_RANGE', `1${'0'.repeat(126)}`),
  unfit('jsonb', '{"":1}', 'VALUE_NOT_REPRESENTABLE', '{"": 1}'),
  unfit('jsonb', deep(32), 'VALUE_TOO_DEEP', deep(32)),
  unfit('json', '"\\ud800"', 'VALUE_NOT_REPRESENTABLE', '"\\ud800"'),
  unfit('text[]', '{a,NULL}', 'VALUE_NOT_REPRESENTABLE', '{a,NULL}', 'set'),
  unfit('text[]', '{a,a}', 'VALUE_NOT_REPRESENTABLE', '{a,a}', 'set'),
  unfit('numeric[]', '{1.0,1.00}', 'VALUE_NOT_REPRESENTABLE', '{1.0,1.00}', 'set'),
  unfit('int4[]', '{{1},{2}}', 'VALUE_NOT_REPRESENTABLE', '{{1},{2}}', 'set'),
  unfit('float8[]', '{1,NaN}', 'VALUE_NUMBER_OUT_OF_RANGE', '{1,NaN}'),
  unfit('pair', '(,,NaN,,)', 'VALUE_NUMBER_OUT_OF_RANGE', '(,,NaN,,)'),
  unfit('hstore', '""=>x', 'VALUE_NOT_REPRESENTABLE', '""=>"x"'),
  unfit('tstzrange', '[infinity,)', 'VALUE_NOT_REPRESENTABLE', '[infinity,)', 'M'),
  unfit('point', '(NaN,1)', 'VALUE_NUMBER_OUT_OF_RANGE', '(NaN,1)', 'M'),
]
