import { createServer, type Socket } from 'node:net'
import path from 'node:path'
import { spawn } from 'node:child_process'

/**
 * A DynamoDB that stores nothing: it reads each request to its last byte and answers at once that everything was taken.
 * It runs in a process of its own, so that its work is not counted as ours. Tables exist as they are asked for, always
 * empty.
 */
const headerEnd = Buffer.from('\r\n\r\n')

interface SinkTable {
  readonly keys: string
  readonly indexes: string
}

function serve(table: SinkTable): void {
  let requests = 0
  let bytes = 0
  const describe = (name: string) =>
    `{"Table":{"TableName":"${name}","TableStatus":"ACTIVE","TableArn":"arn:aws:dynamodb:us-east-1:000000000000:table/${name}","TableId":"00000000-0000-0000-0000-000000000000","CreationDateTime":1700000000,"ItemCount":0,"TableSizeBytes":0,"BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},${table.keys}${table.indexes}}}`

  function answer(socket: Socket, operation: string, body: Buffer): void {
    requests += 1
    bytes += body.length
    let text = '{"UnprocessedItems":{}}'
    if (operation === 'DescribeTable') text = describe((JSON.parse(body.toString()) as { TableName: string }).TableName)
    if (operation === 'Scan' || operation === 'Query') text = '{"Items":[],"Count":0,"ScannedCount":0}'
    if (operation === 'BenchTotals') text = JSON.stringify({ requests, bytes })
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    )
  }

  const server = createServer((socket) => {
    let held: Buffer[] = []
    let length = 0
    let need = 0
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      held.push(chunk)
      length += chunk.length
      while (length > 0 && length >= need) {
        const all = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)
        held = [all]
        const head = all.indexOf(headerEnd)
        if (head < 0) return
        const headers = all.toString('latin1', 0, head)
        const size = Number(/content-length: *(\d+)/i.exec(headers)?.[1] ?? 0)
        need = head + 4 + size
        if (length < need) return
        answer(
          socket,
          /x-amz-target: *DynamoDB_20120810\.(\w+)/i.exec(headers)?.[1] ?? '',
          all.subarray(head + 4, need),
        )
        const rest = all.subarray(need)
        held = rest.length === 0 ? [] : [rest]
        length = rest.length
        need = 0
      }
    })
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : 0}\n`)
  })
  // The parent closes our input when it ends, however it ends.
  process.stdin.resume().on('end', () => process.exit(0))
}

export interface NullSink extends AsyncDisposable {
  readonly endpoint: string
}

/**
 * Starts the sink in a process of its own; `description` holds `KeySchema`, `AttributeDefinitions` and
 * `GlobalSecondaryIndexes` of its tables.
 */
export async function startNullSink(description: {
  readonly keys: object
  readonly indexes?: readonly object[]
}): Promise<NullSink> {
  const table: SinkTable = {
    keys: JSON.stringify(description.keys).slice(1, -1),
    indexes:
      description.indexes === undefined ? '' : `,"GlobalSecondaryIndexes":${JSON.stringify(description.indexes)}`,
  }
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'null-sink.ts'), JSON.stringify(table)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())))
  })
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

if (process.argv[1] === import.meta.filename) serve(JSON.parse(process.argv[2] ?? '{}') as SinkTable)
