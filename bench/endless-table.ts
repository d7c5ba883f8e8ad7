import { createServer } from 'node:http'
import { spawn } from 'node:child_process'

/**
 * A table too large to be stored here: a process of its own that makes up its items while it is scanned, `N#<id>` for
 * every id up to a number, segment by segment. For benchmarks of memory; it takes no writes.
 */
const idsPerPage = 5000

function itemJson(id: number): string {
  return `{"pk":{"S":"N#${id}"},"sk":{"S":"METADATA"},"type":{"S":"NOTE"},"id":{"N":"${id}"},"body":{"S":"note ${id} of many"}}`
}

function serve(items: number): void {
  const description = JSON.stringify({
    Table: {
      TableName: 'endless',
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/endless',
      CreationDateTime: 1700000000,
      ItemCount: items,
      TableSizeBytes: 0,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    },
  })
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        let answer = description
        const operation = request.headers['x-amz-target']?.toString().split('.')[1]
        if (operation === 'BatchGetItem') {
          const { RequestItems } = JSON.parse(Buffer.concat(parts).toString()) as {
            RequestItems: Record<string, { Keys: { pk: { S: string } }[] }>
          }
          const responses = Object.entries(RequestItems).map(
            ([name, { Keys }]) =>
              `${JSON.stringify(name)}:[${Keys.map(({ pk }) => itemJson(Number(pk.S.slice(2)))).join(',')}]`,
          )
          answer = `{"Responses":{${responses.join(',')}},"UnprocessedKeys":{}}`
        }
        if (operation === 'Scan') {
          const {
            Segment = 0,
            TotalSegments = 1,
            ExclusiveStartKey,
          } = JSON.parse(Buffer.concat(parts).toString()) as {
            Segment?: number
            TotalSegments?: number
            ExclusiveStartKey?: { pk: { S: string } }
          }
          const last = Math.floor((items * (Segment + 1)) / TotalSegments)
          const first =
            ExclusiveStartKey === undefined
              ? Math.floor((items * Segment) / TotalSegments) + 1
              : Number(ExclusiveStartKey.pk.S.slice(2)) + 1
          const end = Math.min(last, first + idsPerPage - 1)
          const page: string[] = []
          for (let id = first; id <= end; id += 1) page.push(itemJson(id))
          answer = `{"Items":[${page.join(',')}],"Count":${page.length},"ScannedCount":${page.length}${end < last ? `,"LastEvaluatedKey":{"pk":{"S":"N#${end}"},"sk":{"S":"METADATA"}}` : ''}}`
        }
        response
          .writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(answer) })
          .end(answer)
      })
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : 0}\n`)
  })
  // The parent closes our input when it ends, however it ends.
  process.stdin.resume().on('end', () => process.exit(0))
}

export async function startEndlessTable(items: number): Promise<AsyncDisposable & { readonly endpoint: string }> {
  const child = spawn(process.execPath, [import.meta.filename, String(items)], { stdio: ['pipe', 'pipe', 'inherit'] })
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

if (process.argv[1] === import.meta.filename) serve(Number(process.argv[2]))
