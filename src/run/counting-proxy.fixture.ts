import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const batchSchema = z.object({
  RequestItems: z.record(z.string(), z.array(z.object({ PutRequest: z.object({}).optional() }))),
})

export interface CountingProxy extends AsyncDisposable {
  readonly endpoint: string
  /** Items in write requests that were passed on since the start, or since `reset`. */
  readonly puts: number
  /** When the first of them came, by `performance.now()`; null: none did. */
  readonly firstPutAt: number | null
  readonly reset: () => void
}

/** Stands before an emulator and counts what is written, whatever becomes of who writes. */
export async function countingProxy(endpoint: string): Promise<CountingProxy> {
  const target = new URL(endpoint)
  let puts = 0
  let firstPutAt: number | null = null
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => {
      const body = Buffer.concat(pieces)
      if (String(incoming.headers['x-amz-target']).endsWith('.BatchWriteItem')) {
        firstPutAt ??= performance.now()
        const { RequestItems } = batchSchema.parse(JSON.parse(body.toString()))
        puts += Object.values(RequestItems).reduce((sum, items) => sum + items.length, 0)
      }
      const passed = request(
        {
          host: target.hostname,
          port: target.port,
          method: incoming.method,
          path: incoming.url,
          headers: incoming.headers,
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
          answer.pipe(outgoing)
        },
      )
      passed.on('error', () => outgoing.destroy())
      passed.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get puts() {
      return puts
    },
    get firstPutAt() {
      return firstPutAt
    },
    reset() {
      puts = 0
      firstPutAt = null
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
