import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import path from 'node:path'
import { SimulatedTable, type Grants, type TableTotals } from '../src/dynamodb/rate/simulated-table.fixture.ts'

/**
 * The simulated table (simulated-table.fixture.ts) behind HTTP, in real time, in a process of its own. Answers take 3
 * to 10 ms.
 */
export interface ServiceOptions {
  readonly grants: Grants
  /**
   * Seconds in which the grant of the table doubles, by splitting every partition: half an hour, compressed. Absent:
   * never.
   */
  readonly doubleSeconds?: number | undefined
  /** Share of calls that fail with 500 or 503 before anything is written. */
  readonly faults?: number | undefined
}

function serve({ grants, doubleSeconds = Infinity, faults = 0 }: ServiceOptions): void {
  const startedAt = performance.now()
  const now = (): number => (performance.now() - startedAt) / 1000
  const table = new SimulatedTable(grants, 0)
  let doublings = 0

  const double = (at: number): void => {
    while ((doublings + 1) * doubleSeconds <= at) {
      doublings++
      table.change({ ...grants, tableUnits: grants.tableUnits * 2 ** doublings }, doublings * doubleSeconds)
    }
  }

  function batchWrite(body: string): { readonly status: number; readonly text: string } {
    const at = now()
    double(at)
    if (Math.random() < faults)
      return {
        status: Math.random() < 0.5 ? 500 : 503,
        text: '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"by chance"}',
      }
    const { status, text, reasons } = table.batchWrite(body, at)
    if (status === 200) return { status, text }
    return {
      status,
      text: JSON.stringify({
        __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
        message: 'Throughput exceeds what is granted',
        throttlingReasons: reasons,
      }),
    }
  }

  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      if (request.url === '/totals') {
        const at = now()
        double(at)
        response.end(JSON.stringify(table.totals(at)))
        return
      }
      setTimeout(
        () => {
          const { status, text } = batchWrite(Buffer.concat(pieces).toString())
          response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text)
        },
        3 + Math.random() * 7,
      )
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : 0}\n`)
  })
  // The parent closes our input when it ends, however it ends.
  process.stdin.resume().on('end', () => process.exit(0))
}

export interface SimulatedService extends AsyncDisposable {
  readonly endpoint: string
  totals(): Promise<TableTotals>
}

export async function startSimulatedService(options: ServiceOptions): Promise<SimulatedService> {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'simulated-service.ts'), JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())))
  })
  const endpoint = `http://127.0.0.1:${port}`
  return {
    endpoint,
    totals: async () => (await (await fetch(`${endpoint}/totals`)).json()) as TableTotals,
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

if (process.argv[1] === import.meta.filename) serve(JSON.parse(process.argv[2] ?? '{}') as ServiceOptions)
