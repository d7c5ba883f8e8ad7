import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import pg from 'pg'
import type { ObviousEntity } from './obvious-design.ts'
import { openPortal } from './portal-cursor.ts'

/** Requests under way; more gained nothing. */
const maxInFlight = 32
const pageRows = 1_000
const batchItems = 25

/**
 * The best of the plain designs, the other yardstick of the benchmarks: what a good engineer writes with pg and the same
 * AWS client after one look at a profile. Against the obvious one: a portal instead of FETCH statements, the next page
 * read while this one is sent, values as they came, a counter instead of Promise.race over all requests, and the
 * client's logging middleware, which copies every item though nobody logs, taken out.
 */
export async function runPlainDesign(options: {
  readonly url: string
  readonly endpoint: string
  readonly table: string
  readonly entities: readonly ObviousEntity[]
}): Promise<number> {
  const client = new pg.Client({ connectionString: options.url })
  await client.connect()
  const dynamodb = new DynamoDBClient({
    endpoint: options.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  dynamodb.middlewareStack.remove('loggerMiddleware')
  const lanes = new Lanes(maxInFlight)
  let rows = 0
  await client.query('begin isolation level repeatable read read only')
  for (const { sql, item } of options.entities) {
    const cursor = openPortal(client, sql, pageRows)
    for (let page = await cursor.next(); page.length > 0; page = await cursor.next()) {
      rows += page.length
      for (let start = 0; start < page.length; start += batchItems) {
        await lanes.free()
        const requests = page.slice(start, start + batchItems).map((row) => ({ PutRequest: { Item: item(row) } }))
        lanes.run(async () => {
          const answer = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [options.table]: requests } }))
          if (Object.keys(answer.UnprocessedItems ?? {}).length > 0) throw new Error('the sink takes everything')
        })
      }
    }
  }
  await lanes.empty()
  await client.query('commit')
  await client.end()
  dynamodb.destroy()
  return rows
}

/** At most so many at once; the first failure ends the wait for a free one. */
class Lanes {
  readonly #width: number
  #open = 0
  #failure: { readonly error: unknown } | null = null
  #wake: (() => void) | null = null

  constructor(width: number) {
    this.#width = width
  }

  async free(): Promise<void> {
    await this.#until(() => this.#open < this.#width)
  }

  async empty(): Promise<void> {
    await this.#until(() => this.#open === 0)
  }

  run(work: () => Promise<void>): void {
    this.#open += 1
    work()
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => {
        this.#open -= 1
        this.#wake?.()
      })
  }

  async #until(done: () => boolean): Promise<void> {
    while (!done() && this.#failure === null) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = null
    }
    if (this.#failure !== null) throw this.#failure.error
  }
}
