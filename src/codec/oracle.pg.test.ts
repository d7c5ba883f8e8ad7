import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { JsonSink } from './json/json-sink.ts'
import { containerSetup, containerTypes } from './oracle-containers.fixture.ts'
import { scalarTypes } from './oracle-scalars.fixture.ts'
import { timeTypes } from './oracle-times.fixture.ts'
import { askOracle, disagreements, oracleClient, type OracleRow, type OracleType } from './oracle.fixture.ts'
import { readsAsText } from './reads-as-text.ts'
import { codecFor } from './registry.ts'
import { ValueError } from './value/value-error.ts'
import { attributeBytes } from './value/attribute-bytes.ts'
import type { PgType } from '../catalog/pg-type.ts'
import type { AttributeValue, Form } from './value/attribute-value.ts'
import type { BinaryWriter } from './codec.ts'

/** Generated values per type, beside the corpus. `PGFOLD_CASES=100000` is the long mode. */
const cases = Number(process.env.PGFOLD_CASES ?? '150')
const seed = Number(process.env.PGFOLD_SEED ?? Math.floor(Math.random() * 2 ** 31))
const batch = 5_000

/** A value, or the code with which the side refuses it. */
type Outcome<T> = { readonly value: T; readonly bytes: number } | { readonly code: string }

let database: TestDatabase
let client: Awaited<ReturnType<typeof oracleClient>>

beforeAll(async () => {
  database = await testDatabase()
  await database.query(containerSetup)
  client = await oracleClient(database.url)
})

afterAll(async () => {
  await client.end()
  await database[Symbol.asyncDispose]()
})

describe(`PostgreSQL as the oracle, ${cases} cases per type, PGFOLD_SEED=${seed}`, () => {
  it.each([...scalarTypes, ...timeTypes, ...containerTypes].map((type) => [type.sql, type] as const))(
    '%s: both sides agree, sizes are right, PostgreSQL finds its value again',
    async (_sql, oracle) => {
      let tried = 0
      for (let from = 0; from < cases; from += batch) {
        const generated = fc.sample(oracle.arbitrary, { seed: seed + from, numRuns: Math.min(batch, cases - from) })
        const rows = await askOracle(
          client,
          oracle.sql,
          from === 0 ? [...oracle.corpus, ...generated] : generated,
          readsAsText(oracle.type),
        )
        tried += rows.length
        for (const form of codecFor(oracle.type).forms) await holdForm(oracle, form, rows)
        holdKeys(oracle.type, undefined, rows)
        if (codecFor(oracle.type).forms.includes('epoch-millis'))
          for (const form of ['iso', 'epoch-seconds', 'epoch-millis', 'epoch-micros'] as const)
            holdKeys(oracle.type, form, rows)
      }
      expect(tried).toBeGreaterThan(1)
    },
    Math.max(60_000, cases * 20),
  )
})

async function holdForm(oracle: OracleType, form: Form, rows: readonly OracleRow[]): Promise<void> {
  const codec = codecFor(oracle.type)
  const write = codec.json(form, oracle.type)
  const different: unknown[] = []
  const found: { readonly id: number; readonly value: AttributeValue }[] = []
  for (const row of rows) {
    const expected = outcome(() => {
      const value = codec.fromText(row.text, form, oracle.type)
      return { value, bytes: attributeBytes(value) }
    })
    const written = outcome(() => writeWith(write, row, (json) => fromJson(JSON.parse(json))))
    if (!isDeepStrictEqual(written, expected)) different.push({ text: row.text, expected, written })
    if ('value' in expected) found.push({ id: row.id, value: expected.value })
  }
  expect(different, `${oracle.sql} as ${form}`).toEqual([])
  for (const check of (oracle.checks ?? []).filter((candidate) => candidate.form === form)) {
    const wrong = await disagreements(client, check, found)
    expect(
      wrong.map((id) => [rows.find((row) => row.id === id)?.text, found.find((value) => value.id === id)?.value]),
      `${oracle.sql} as ${form}`,
    ).toEqual([])
  }
}

function holdKeys(type: PgType, form: Form | undefined, rows: readonly OracleRow[]): void {
  const codec = codecFor(type)
  const write = codec.key(type, form)
  const alphabet = { integer: /^-?[0-9]+$/, plain: /^[A-Za-z0-9\-_.:+ ]*$/, free: /^[^]*$/ }[codec.keyAlphabet]
  const different: unknown[] = []
  for (const row of rows) {
    const expected = outcome(() => {
      const value = codec.keyFromText(row.text, type, form)
      return { value, bytes: Buffer.byteLength(value) }
    })
    const written = outcome(() => writeWith(write, row, (inside) => String(JSON.parse(`"${inside}"`))))
    if (!isDeepStrictEqual(written, expected) || ('value' in expected && !alphabet.test(expected.value)))
      different.push({ text: row.text, expected, written })
  }
  expect(different, `key of ${type.name} as ${form ?? 'it is'}`).toEqual([])
}

const sink = new JsonSink(512)

function writeWith<T>(
  write: BinaryWriter,
  row: OracleRow,
  read: (text: string) => T,
): { readonly value: T; readonly bytes: number } {
  sink.reset()
  // Bytes around the value: a writer that reads past its bounds shows.
  const bytes = Buffer.concat([Buffer.from([0xff, 0x22]), row.bytes, Buffer.from([0x31, 0x22])])
  write(bytes, 2, 2 + row.bytes.length, sink)
  if (sink.level !== 0) throw new RangeError(`the writer left ${sink.level} lists and maps open`)
  return { value: read(sink.subarray(0, sink.position).toString()), bytes: sink.itemBytes }
}

function outcome<T>(make: () => { readonly value: T; readonly bytes: number }): Outcome<T> {
  try {
    return make()
  } catch (error) {
    if (error instanceof ValueError) return { code: error.code }
    throw error
  }
}

/** DynamoDB JSON as attribute values: base64 becomes bytes. */
function fromJson(json: unknown): AttributeValue {
  const [[kind, value] = ['', null]] = Object.entries(json as Record<string, unknown>)
  switch (kind) {
    case 'B':
      return { B: Buffer.from(String(value), 'base64') }
    case 'BS':
      return { BS: (value as string[]).map((bytes) => Buffer.from(bytes, 'base64')) }
    case 'L':
      return { L: (value as unknown[]).map(fromJson) }
    case 'M':
      return { M: Object.fromEntries(Object.entries(value as object).map(([name, field]) => [name, fromJson(field)])) }
    default:
      return json as AttributeValue
  }
}
