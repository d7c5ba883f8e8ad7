import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { sessionSettings } from '../postgres/connection/session-settings.ts'
import type { PgType } from '../catalog/pg-type.ts'
import type { Arbitrary } from 'fast-check'
import type { AttributeValue, Form } from './value/attribute-value.ts'

/** A type, the values to try, and a question that PostgreSQL itself can answer about what became of them. */
export interface OracleType {
  /** The type in SQL. */
  readonly sql: string
  readonly type: PgType
  /** The values that went wrong somewhere once, or could, in input syntax. */
  readonly corpus: readonly string[]
  readonly arbitrary: Arbitrary<string>
  readonly checks?: readonly OracleCheck[]
}

/**
 * `sql` is true when `x`, the text that `back` makes of the attribute value, means the same as the source value `v`.
 */
export interface OracleCheck {
  readonly form: Form
  readonly sql: string
  readonly back: (value: AttributeValue) => string
}

export interface OracleRow {
  readonly id: number
  /** PostgreSQL's output text. */
  readonly text: string
  /** What the load query gets: the send format, or UTF-8 text for types that are read as text. */
  readonly bytes: Buffer
}

const asTheyAre = { getTypeParser: () => (value: string) => value }

/** A client under the settings of a reader, but writable, that leaves all values as PostgreSQL's text. */
export async function oracleClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, types: asTheyAre })
  await client.connect()
  for (const [name, value] of Object.entries(sessionSettings))
    await client.query('SELECT set_config($1, $2, false)', [name, value])
  await client.query('SET default_transaction_read_only = off')
  return client
}

/**
 * Both outputs of every value that PostgreSQL accepts, and the values themselves in a table `values_under_test (id,
 * v)`.
 */
export async function askOracle(
  client: pg.Client,
  sqlType: string,
  inputs: readonly string[],
  castToText: boolean,
): Promise<readonly OracleRow[]> {
  await client.query('DROP TABLE IF EXISTS values_under_test')
  await client.query(`CREATE TEMP TABLE values_under_test (id int, v ${sqlType})`)
  // OFFSET 0 keeps the filter from being moved behind the cast.
  await client.query(
    `INSERT INTO values_under_test SELECT id, input::${sqlType} FROM (SELECT * FROM unnest($1::text[]) WITH ORDINALITY AS r(input, id) WHERE pg_input_is_valid(input, $2) OFFSET 0) valid`,
    [inputs, sqlType],
  )
  const texts = await client.query<{ id: string; v: string }>(
    'SELECT id, v FROM values_under_test WHERE num_nulls(v) = 0 ORDER BY id',
  )
  const tuples = await copyTuples(
    client,
    `COPY (SELECT id, v${castToText ? '::text' : ''} FROM values_under_test WHERE num_nulls(v) = 0 ORDER BY id) TO STDOUT (FORMAT binary)`,
  )
  return texts.rows.map((row, n) => ({ id: Number(row.id), text: row.v, bytes: tuples[n]?.[1] ?? Buffer.alloc(0) }))
}

/** The ids for which PostgreSQL says that the attribute value does not mean the source value. */
export async function disagreements(
  client: pg.Client,
  check: OracleCheck,
  values: readonly { readonly id: number; readonly value: AttributeValue }[],
): Promise<readonly number[]> {
  const result = await client.query<{ id: string }>(
    `SELECT id FROM values_under_test JOIN unnest($1::int[], $2::text[]) AS r(id, x) USING (id) WHERE (${check.sql}) IS NOT TRUE`,
    [values.map(({ id }) => id), values.map(({ value }) => check.back(value))],
  )
  return result.rows.map((row) => Number(row.id))
}

/** The fields of every tuple of a binary COPY, NULL as an empty buffer. */
async function copyTuples(client: pg.Client, sql: string): Promise<readonly (readonly Buffer[])[]> {
  const parts: Buffer[] = []
  for await (const part of client.query(copyTo(sql))) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const tuples: (readonly Buffer[])[] = []
  let at = 19 + bytes.readInt32BE(15)
  for (let count = bytes.readInt16BE(at); count >= 0; count = bytes.readInt16BE(at)) {
    at += 2
    const fields: Buffer[] = []
    for (let n = 0; n < count; n += 1) {
      const length = Math.max(0, bytes.readInt32BE(at))
      fields.push(bytes.subarray(at + 4, at + 4 + length))
      at += 4 + length
    }
    tuples.push(fields)
  }
  return tuples
}

/** An attribute value as plain JSON text, numbers as they are. */
export function plainJson(value: AttributeValue): string {
  if ('S' in value) return JSON.stringify(value.S)
  if ('N' in value) return value.N
  if ('BOOL' in value) return String(value.BOOL)
  if ('L' in value) return `[${value.L.map(plainJson).join(',')}]`
  if ('M' in value)
    return `{${Object.entries(value.M)
      .map(([name, field]) => `${JSON.stringify(name)}:${plainJson(field)}`)
      .join(',')}}`
  return 'null'
}
