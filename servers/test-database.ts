import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  readonly name: string
  /**
   * Runs SQL (several statements allowed when there are no parameters) as superuser, outside the code under test; pg's
   * own parsers.
   */
  query<Row extends Record<string, unknown> = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>
}

/** A database of its own for one test, on the server of the run; dropped at the end, whoever is still connected. */
export async function testDatabase(server: string = inject('postgresUrl')): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await once(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: url.href })
  // The server throws its clients out when a test ends badly; without a listener that would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return {
    url: url.href,
    name,
    async query<Row extends Record<string, unknown>>(sql: string, parameters?: readonly unknown[]) {
      const result =
        parameters === undefined ? await client.query<Row>(sql) : await client.query<Row>(sql, [...parameters])
      return result.rows
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      await once(server, `drop database if exists ${name} with (force)`)
    },
  }
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
