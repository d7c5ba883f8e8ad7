import { BatchWriteItemCommand, DynamoDBClient, type AttributeValue } from '@aws-sdk/client-dynamodb'
import pg from 'pg'

/**
 * The obvious design, the yardstick of the benchmarks: a cursor, row objects, attribute values, the SDK's client as it
 * comes. Not a straw man: 1,000 rows a fetch (the fastest cursor), exact types (raw text), 16 requests in flight, no
 * validation, no ledger.
 */
export interface ObviousEntity {
  readonly sql: string
  readonly item: (row: Readonly<Record<string, string | null>>) => Record<string, AttributeValue>
}

export async function runObviousDesign(options: {
  readonly url: string
  readonly endpoint: string
  readonly table: string
  readonly entities: readonly ObviousEntity[]
}): Promise<number> {
  const client = new pg.Client({
    connectionString: options.url,
    types: { getTypeParser: () => (value: string) => value },
  })
  await client.connect()
  const dynamodb = new DynamoDBClient({
    endpoint: options.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  let rows = 0
  await client.query('begin isolation level repeatable read read only')
  for (const [number, entity] of options.entities.entries()) {
    await client.query(`declare c${number} no scroll cursor for ${entity.sql}`)
    const inFlight = new Set<Promise<void>>()
    for (;;) {
      const page = await client.query<Record<string, string | null>>(`fetch 1000 from c${number}`)
      if (page.rows.length === 0) break
      rows += page.rows.length
      for (let start = 0; start < page.rows.length; start += 25) {
        const requests = page.rows.slice(start, start + 25).map((row) => ({ PutRequest: { Item: entity.item(row) } }))
        while (inFlight.size >= 16) await Promise.race(inFlight)
        const sent: Promise<void> = dynamodb
          .send(new BatchWriteItemCommand({ RequestItems: { [options.table]: requests } }))
          .then((answer) => {
            if (Object.keys(answer.UnprocessedItems ?? {}).length > 0) throw new Error('the sink takes everything')
            inFlight.delete(sent)
          })
        inFlight.add(sent)
      }
    }
    await Promise.all(inFlight)
    await client.query(`close c${number}`)
  }
  await client.query('commit')
  await client.end()
  dynamodb.destroy()
  return rows
}
