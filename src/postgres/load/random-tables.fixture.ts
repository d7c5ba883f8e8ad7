import fc from 'fast-check'
import { expect } from 'vitest'
import type { TestDatabase } from '../../../servers/test-database.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { buildLoadQuery } from './build-load-query.ts'
import type { SourceClient, TextRow } from '../connection/connect.ts'
import { countRows } from '../chunks/count-rows.ts'
import { cutAll } from '../chunks/cut-all.fixture.ts'

export const signal = new AbortController().signal

/** Few values each, so that duplicates, NULLs, misses and empty groups are common. */
export interface Row {
  readonly id: number
  readonly k: number | null
  readonly u: number | null
  readonly t: string | null
  readonly v: number | null
}

const small = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null })
const rows = fc
  .array(
    fc.record({ k: small, u: small, t: fc.option(fc.constantFrom('', 'a', 'B', 'ä', "'"), { nil: null }), v: small }),
    { maxLength: 30 },
  )
  .map((list) => list.map((row, index): Row => ({ id: index + 1, ...row })))
export const world = fc.record({ main: rows, other: rows, people: fc.uniqueArray(fc.integer({ min: 1, max: 4 })) })
type World = { readonly main: readonly Row[]; readonly other: readonly Row[]; readonly people: readonly number[] }

export async function fill(db: TestDatabase, { main, other, people }: World): Promise<void> {
  await db.query('TRUNCATE main, other, people')
  for (const [name, list] of Object.entries({ main, other })) {
    await db.query(
      `INSERT INTO ${name} SELECT r.* FROM json_to_recordset($1::json) AS r(id int4, k int4, u int4, t text, v int4)`,
      [JSON.stringify(list)],
    )
  }
  await db.query(`INSERT INTO people SELECT p::int4, 'name ' || p FROM json_array_elements_text($1::json) p`, [
    JSON.stringify(people),
  ])
}

export async function prepare(db: TestDatabase): Promise<void> {
  for (const name of ['main', 'other'])
    await db.query(
      `CREATE TABLE ${name} (id int4 PRIMARY KEY, k int4, u int4, t text, v int4); CREATE INDEX ON ${name} (k); CREATE INDEX ON ${name} (t)`,
    )
  await db.query('CREATE TABLE people (id int4 PRIMARY KEY, name text)')
}

/** Cuts and reads every chunk, checks what a chunk promises, and gives all rows in one order. */
export async function readAll(
  client: SourceClient,
  subject: ResolvedEntity,
  rowsPerChunk: number,
  total: number,
): Promise<readonly string[]> {
  const all: TextRow[] = []
  let counted = 0
  for (const range of await cutAll(client, subject, [{ kind: 'all' }], rowsPerChunk)) {
    const query = buildLoadQuery(subject, range)
    const read = await client.rows(query.sql)
    const at = query.columns.findIndex(({ kind }) => kind === 'rows')
    const inRange = await countRows(client, subject, range, signal)
    expect(read.reduce((sum, row) => sum + Number(row[at]), 0)).toBe(inRange)
    counted += inRange
    all.push(...read)
  }
  expect(counted).toBe(total)
  return sorted(all)
}

export function sorted(list: readonly (readonly unknown[])[]): readonly string[] {
  return list.map((row) => JSON.stringify(row)).toSorted()
}

export const chunkSize = fc.integer({ min: 1, max: 12 })
