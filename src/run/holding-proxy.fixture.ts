import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HoldingProxy extends AsyncDisposable {
  readonly endpoint: string
  /** The greatest number of writes that were on their way at once. */
  readonly mostAtOnce: number
}

/** Stands before an endpoint and holds every write until `count` of them are there, or for `milliseconds`. */
export async function holdingProxy(endpoint: string, count: number, milliseconds: number): Promise<HoldingProxy> {
  let mostAtOnce = 0
  const held = new Set<() => void>()
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const pass = (): void => relay(endpoint, incoming, Buffer.concat(chunks), outgoing)
      if (!String(incoming.headers['x-amz-target']).endsWith('.BatchWriteItem')) {
        pass()
        return
      }
      const timer = setTimeout(() => release(), milliseconds)
      const release = (): void => {
        clearTimeout(timer)
        if (held.delete(release)) pass()
      }
      held.add(release)
      mostAtOnce = Math.max(mostAtOnce, held.size)
      if (held.size >= count) for (const each of held) each()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get mostAtOnce() {
      return mostAtOnce
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function relay(endpoint: string, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const onward = forward(endpoint, { method: 'POST', path: incoming.url, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  onward.on('error', () => outgoing.destroy())
  onward.end(body)
}
