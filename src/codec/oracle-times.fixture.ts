import fc from 'fast-check'
import { baseType, type PgType } from '../catalog/pg-type.ts'
import type { OracleCheck, OracleType } from './oracle.fixture.ts'
import type { AttributeValue } from './value/attribute-value.ts'

const text = (value: AttributeValue): string => ('S' in value ? value.S : 'N' in value ? value.N : '')

/** Our expanded years in PostgreSQL's input syntax. */
function pgInput(value: AttributeValue): string {
  const parts = /^([+-]?)(\d+)(-.*)$/.exec(text(value))
  if (parts === null) return text(value)
  const year = Number(`${parts[1] === '-' ? '-' : ''}${parts[2] ?? ''}`)
  return year > 0 ? `${String(year).padStart(4, '0')}${parts[3]}` : `${String(1 - year).padStart(4, '0')}${parts[3]} BC`
}

/** By days and time of day: extract(epoch) of the whole rounds beyond 16 digits. */
const momentEpoch = (scale: string): string =>
  `((v::date - date '1970-01-01')::numeric * 86400 + extract(epoch from v::timestamp::time)) * ${scale} = x::numeric`
const timeChecks = (sqlType: string, epoch: (scale: string) => string): readonly OracleCheck[] => [
  { form: 'iso', sql: `v = x::${sqlType}`, back: pgInput },
  { form: 'S', sql: `v::text = x`, back: text },
  { form: 'epoch-seconds', sql: epoch('1'), back: text },
  { form: 'epoch-millis', sql: epoch('1000'), back: text },
  { form: 'epoch-micros', sql: epoch('1000000'), back: text },
]

const pad = (n: number, width: number): string => String(n).padStart(width, '0')
const fraction = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 999_999 }).map((n) => `.${pad(n, 6)}`),
  fc.integer({ min: 0, max: 999 }).map((n) => `.${pad(n, 3)}`),
)
const clock = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fraction)
  .map(([h, m, s, f]) => `${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}${f}`)
const year = fc.oneof(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 294_275 }))
const day = fc.tuple(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
const bc = fc.integer({ min: 1, max: 4712 })
const moment = fc.oneof(
  fc.tuple(day, clock).map(([[y, m, d], time]) => `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)} ${time}`),
  fc.tuple(bc, day, clock).map(([y, [, m, d], time]) => `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)} ${time} BC`),
)

const momentCorpus = [
  '1970-01-01',
  '1969-12-31 23:59:59.999999',
  '1969-12-31 23:59:59.5',
  '2000-01-01',
  '1999-12-31 23:59:59.999999',
  '2000-02-29 12:00:00',
  '1900-02-28 23:59:59',
  '2024-01-31 12:34:56.123456',
  '2024-01-31 12:34:56.1',
  '2024-01-31 12:34:56.100001',
  '0001-01-01',
  '0001-12-31 BC',
  '0002-02-28 23:00:00 BC',
  '0044-03-15 BC',
  '4713-11-24 00:00:00 BC',
  '4713-01-01 00:00:00 BC',
  '294276-12-31 23:59:59.999999',
  '9999-12-31 23:59:59.999999',
  '10000-01-01',
  '99999-06-05 04:03:02.1',
  '1857-04-25',
  '2142-10-10 01:02:03.000004',
  'infinity',
  '-infinity',
]

/** Rounding the last second of the range stores a value that PostgreSQL itself cannot read back. */
const roundsOutOfRange = '294276-12-31'

const moments = (sql: string, name: string, modifier = -1): OracleType => ({
  sql,
  type: baseType(name, 0, modifier),
  corpus: momentCorpus.filter((value) => modifier < 0 || !value.startsWith(roundsOutOfRange)),
  arbitrary: moment,
  checks: timeChecks(sql, momentEpoch),
})

const times = (sql: string, type: PgType, zones: readonly string[]): OracleType => ({
  sql,
  type,
  corpus: ['00:00:00', '24:00:00', '23:59:59.999999', '12:34:56.7', '00:00:00.000001'].flatMap((time) =>
    zones.map((zone) => time + zone),
  ),
  arbitrary: fc.tuple(clock, fc.constantFrom(...zones)).map(([time, zone]) => time + zone),
  checks: [
    { form: 'S', sql: 'v::text = x', back: text },
    { form: 'iso', sql: `v = x::${sql}`, back: text },
  ],
})

const zones = ['+00', '-00:30', '+02', '-11:30', '+05:45', '+15:59:59', '-15:59', '+00:00:01']
const count = fc.integer({ min: -1000, max: 1000 })

export const timeTypes: readonly OracleType[] = [
  moments('timestamp', 'timestamp'),
  moments('timestamptz', 'timestamptz'),
  moments('timestamptz(3)', 'timestamptz', 3),
  moments('timestamp(0)', 'timestamp', 0),
  {
    sql: 'date',
    type: baseType('date', 0),
    corpus: [
      '1970-01-01',
      '2000-01-01',
      '1999-12-31',
      '2000-02-29',
      '1900-03-01',
      '0001-01-01',
      '0001-12-31 BC',
      '4713-11-24 BC',
      '4713-01-01 BC',
      '9999-12-31',
      '10000-01-01',
      '999999-12-31',
      '1000000-01-01',
      '5874897-12-31',
      'infinity',
      '-infinity',
    ],
    arbitrary: fc.oneof(
      day.map(([y, m, d]) => `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}`),
      fc.tuple(bc, day).map(([y, [, m, d]]) => `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)} BC`),
    ),
    checks: timeChecks('date', (scale) => `(v - date '1970-01-01')::numeric * 86400 * ${scale} = x::numeric`),
  },
  times('time', baseType('time', 0), ['']),
  times('time(2)', baseType('time', 0, 2), ['']),
  times('timetz', baseType('timetz', 0), zones),
  {
    sql: 'interval',
    type: baseType('interval', 0),
    corpus: [
      '0',
      '1 year 2 mons -3 days 04:05:06.789',
      '-00:00:00.5',
      '-1 mon 1 day',
      '178000000 years',
      '1 day -00:00:00.000001',
      'infinity',
      '-infinity',
      '2562047788:00:54.775807',
    ],
    arbitrary: fc
      .tuple(count, count, count, count, fc.integer({ min: -1e9, max: 1e9 }))
      .map(([y, m, d, h, us]) => `${y} years ${m} mons ${d} days ${h} hours ${us} microseconds`),
    checks: [{ form: 'iso', sql: 'v = x::interval and v::text = x', back: text }],
  },
]
