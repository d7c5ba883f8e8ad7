import fc from 'fast-check'
import { to as copyTo } from 'pg-copy-streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import type { ValueRef } from '../brand.ts'
import { containerSetup, containerTypes } from '../codec/oracle-containers.fixture.ts'
import { oracleClient } from '../codec/oracle.fixture.ts'
import { scalarTypes } from '../codec/oracle-scalars.fixture.ts'
import { timeTypes } from '../codec/oracle-times.fixture.ts'
import { readsAsText } from '../codec/reads-as-text.ts'
import { TupleSplitter } from '../postgres/load/tuple-splitter.ts'
import { compileEncoder } from './compiled/compile-encoder.ts'
import { arbitraryEntity, type FixtureColumn } from './entity.fixture.ts'
import { expectSameOutcome } from './same-outcome.fixture.ts'

const types = [...scalarTypes, ...timeTypes, ...containerTypes]
const columns: readonly FixtureColumn[] = types.map(({ type }, at) => ({ name: `c${at}_${type.name}`, type }))
const rowCount = 200

/** One row of the table, as both readers see it. */
interface Row {
  readonly texts: readonly (string | null)[]
  readonly tuple: Buffer
  /** A whole row is too long to print; what matters of it stands in the error. */
  readonly [fc.toStringMethod]: () => string
}

let database: TestDatabase
let rows: readonly Row[]

beforeAll(async () => {
  database = await testDatabase()
  await database.query(containerSetup)
  rows = await rowsBothWays(database.url)
})

afterAll(async () => {
  await database[Symbol.asyncDispose]()
})

test(`every type of PostgreSQL's own making: the compiled encoder reads binary what the reference interpreter reads as text`, () => {
  const seen = { items: 0, rejected: 0 }
  fc.assert(
    fc.property(
      arbitraryEntity(columns, 5),
      fc.shuffledSubarray([...rows], { minLength: 10, maxLength: 40 }),
      (fixture, some) => {
        const encoder = compileEncoder(
          fixture.mapping,
          fixture.entity,
          columns.map((_, at) => ({ kind: 'value', value: at as ValueRef })),
        )
        for (const { texts, tuple } of some) {
          const encoded = encoder.encode(tuple, 0, tuple.length)
          expectSameOutcome(fixture, texts, encoded)
          seen[encoded.kind === 'item' ? 'items' : 'rejected']++
        }
      },
    ),
    { numRuns: 500 },
  )
  expect(seen.items).toBeGreaterThan(1000)
  expect(seen.rejected).toBeGreaterThan(1000)
})

/** A table with a column of every type, filled from their corpora; read once as text, once as COPY BINARY. */
async function rowsBothWays(url: string): Promise<readonly Row[]> {
  const client = await oracleClient(url)
  try {
    const names = columns.map(({ name }) => `"${name}"`)
    await client.query(
      `CREATE TABLE everything (row_number int PRIMARY KEY, ${types.map(({ sql }, at) => `${names[at]} ${sql}`).join(', ')})`,
    )
    await client.query(`INSERT INTO everything SELECT n FROM generate_series(1, ${rowCount}) n`)
    for (const [at, { sql, corpus, arbitrary }] of types.entries()) {
      const inputs = fc.sample(fc.option(fc.oneof(arbitrary, fc.constantFrom(...corpus)), { freq: 8 }), rowCount)
      // OFFSET 0 keeps the filter from being moved behind the cast.
      await client.query(
        `UPDATE everything SET ${names[at]} = input::${sql} FROM (SELECT * FROM unnest($1::text[]) WITH ORDINALITY AS r(input, n) WHERE pg_input_is_valid(input, $2) OFFSET 0) valid WHERE n = row_number`,
        [inputs, sql],
      )
    }
    const texts = await client.query<(string | null)[]>({
      text: `SELECT ${names.join(', ')} FROM everything ORDER BY row_number`,
      rowMode: 'array',
    })
    const selected = types.map(({ type }, at) => (readsAsText(type) ? `${names[at]}::text` : names[at]))
    const tuples: Buffer[] = []
    const splitter = new TupleSplitter(
      { onTuple: (bytes, start, end) => tuples.push(Buffer.from(bytes.subarray(start, end))) },
      1 << 26,
    )
    for await (const piece of client.query(
      copyTo(`COPY (SELECT ${selected.join(', ')} FROM everything ORDER BY row_number) TO STDOUT (FORMAT binary)`),
    ))
      splitter.push(piece as Buffer)
    splitter.finish()
    return texts.rows.map((row, at) => ({
      texts: row,
      tuple: tuples[at] ?? Buffer.alloc(0),
      [fc.toStringMethod]: () => `row ${at}`,
    }))
  } finally {
    await client.end()
  }
}
