import pg from 'pg'
import { startPostgres } from '../servers/embedded-postgres.ts'
import { twelveColumnsSql } from './twelve-columns.ts'

export interface EventsDatabase extends AsyncDisposable {
  readonly url: string
}

/**
 * A PostgreSQL of its own with the twelve-column table, vacuumed and in the cache; or, given `url`, one that has it
 * already.
 */
export async function eventsDatabase(rows: number, url?: string): Promise<EventsDatabase> {
  if (url !== undefined) return { url, async [Symbol.asyncDispose]() {} }
  const postgres = await startPostgres()
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query(twelveColumnsSql(rows))
  await client.query('vacuum analyze events')
  await client.end()
  return postgres
}

/** Key schemas as DescribeTable gives them, for a null sink that is to be the table of these mappings. */
export function sinkTable(indexes: readonly string[]): { readonly keys: object; readonly indexes: readonly object[] } {
  const schema = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ]
  const keysOf: Readonly<Record<string, readonly [string, string]>> = {
    'type-index': ['type', 'sk'],
    'gsi1-index': ['gsi1_pk', 'gsi1_sk'],
    'gsi2-index': ['gsi2_pk', 'gsi2_sk'],
  }
  return {
    keys: {
      KeySchema: schema('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk', 'type', 'gsi1_pk', 'gsi1_sk', 'gsi2_pk', 'gsi2_sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
    },
    indexes: indexes.map((name) => {
      const [partition, sort] = keysOf[name] ?? [name, name]
      return {
        IndexName: name,
        IndexStatus: 'ACTIVE',
        KeySchema: schema(partition, sort),
        Projection: { ProjectionType: 'ALL' },
      }
    }),
  }
}
