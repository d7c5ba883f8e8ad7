import fc from 'fast-check'
import { baseType } from '../catalog/pg-type.ts'
import { sameText, scalarText } from './oracle-checks.fixture.ts'
import type { OracleCheck, OracleType } from './oracle.fixture.ts'

const sameNumber = (sqlType: string): OracleCheck => ({ form: 'N', sql: `v = x::${sqlType}`, back: scalarText })

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
  checks: [{ form: 'N', sql: 'v::numeric = x::numeric', back: scalarText }],
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

export const numberTypes: readonly OracleType[] = [
  integers('int2', -(2n ** 15n), 2n ** 15n - 1n),
  integers('int4', -(2n ** 31n), 2n ** 31n - 1n),
  integers('int8', -(2n ** 63n), 2n ** 63n - 1n),
  { ...integers('oid', 0n, 2n ** 32n - 1n), checks: [{ form: 'N', sql: 'v::int8 = x::int8', back: scalarText }] },
  { ...integers('xid8', 0n, 2n ** 64n - 1n), checks: [{ form: 'N', sql: 'v = x::xid8', back: scalarText }] },
  numeric,
  { ...numeric, sql: 'numeric(20,5)' },
  money,
  float4,
  float8,
]
