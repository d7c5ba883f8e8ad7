import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TargetConfig } from '../src/index.ts'
import type * as indexModule from '../src/index.ts'
import type * as resolveTableModule from '../src/mapping/resolve-table.ts'
import type * as ratelModule from '../src/ratel/mapping.ts'
import type * as boundHeapModule from '../src/run/bound-heap.ts'
import type * as callModule from '../src/dynamodb/call/call-with-retry.ts'
import type * as openTransportModule from '../src/dynamodb/transport/open-transport.ts'
import type * as bucketDigestModule from '../src/validate/digest/bucket-digest.ts'
import type * as itemDigesterModule from '../src/validate/digest/item-digester.ts'
import type * as validateModule from '../src/validate/validate.ts'
import type * as scanAnswerModule from '../src/validate/found/scan-answer.ts'
import type * as wireScannerModule from '../src/validate/found/wire-scanner.ts'
import { built } from './built.ts'
import type { Figures } from './contender.ts'
import { cpuTime } from './cpu-time.ts'
import { median } from './write-result.ts'

/**
 * One validation of a benchmark, in a process of its own so that its CPU time and memory are its alone. Argument: a
 * `ValidationJob` as JSON; the last line of stdout is a `Figures`, or for recorded pages a `FoldingCost`.
 */
export interface ValidationJob {
  readonly work: 'all' | 'recorded-pages'
  readonly url: string
  readonly endpoint: string
  readonly table: string
  readonly indexes?: boolean
}

export interface FoldingCost {
  readonly items: number
  readonly bytesPerItem: number
  readonly cpuMicrosecondsPerItem: number
}

const { signal } = new AbortController()
const rounds = 15

function targetOf(job: ValidationJob): TargetConfig {
  return { table: job.table, endpoint: job.endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true }
}

/** As the command does: modules, a bound on the heap, then the validation. `rows` of the figures are source rows. */
async function validateAll(job: ValidationJob): Promise<Figures> {
  const started = performance.now()
  const { parseSourceUrl } = await built<typeof indexModule>('index.js')
  const { validate } = await built<typeof validateModule>('validate/validate.js')
  const { ratelMapping } = await built<typeof ratelModule>('ratel/mapping.js')
  const { boundHeap } = await built<typeof boundHeapModule>('run/bound-heap.js')
  boundHeap()
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'pgfold-bench-'))
  try {
    const report = await validate(
      {
        mapping: ratelMapping,
        source: parseSourceUrl(job.url, {}),
        target: targetOf(job),
        depth: { kind: 'all' },
        indexes: job.indexes,
        stateDirectory,
      },
      () => undefined,
      signal,
    )
    // A figure of a table that differs would measure something else.
    if (!report.ok || report.indexes.length > 0 !== job.indexes)
      throw new Error(`not a clean validation: ${JSON.stringify(report.totals)}`)
    const usage = process.resourceUsage()
    return {
      rows: report.totals.sourceRows,
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
      peakRssMb: usage.maxRSS / 1024,
    }
  } finally {
    await rm(stateDirectory, { recursive: true, force: true })
  }
}

/** The found side alone: pages of a scan are read once and kept, then scanned and digested again and again. */
async function foldRecordedPages(job: ValidationJob): Promise<FoldingCost> {
  const { openTransport } = await built<typeof openTransportModule>('dynamodb/transport/open-transport.js')
  const { callForBytes } = await built<typeof callModule>('dynamodb/call/call-with-retry.js')
  const { resolveTable } = await built<typeof resolveTableModule>('mapping/resolve-table.js')
  const { ratelMapping } = await built<typeof ratelModule>('ratel/mapping.js')
  const { scanAnswer } = await built<typeof scanAnswerModule>('validate/found/scan-answer.js')
  const { WireScanner } = await built<typeof wireScannerModule>('validate/found/wire-scanner.js')
  const { digestScanned } = await built<typeof itemDigesterModule>('validate/digest/item-digester.js')
  const { bucketsFor, createBucketDigest } = await built<typeof bucketDigestModule>('validate/digest/bucket-digest.js')
  const scanner = new WireScanner(resolveTable(ratelMapping))
  const pages: Buffer[] = []
  let items = 0
  await using transport = await openTransport(targetOf(job))
  let startKey: unknown
  do {
    const bytes = Buffer.from(
      await callForBytes(
        transport,
        'Scan',
        {
          TableName: job.table,
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
          ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
        },
        signal,
      ),
    )
    pages.push(bytes)
    startKey =
      scanAnswer(scanner, bytes, () => {
        items += 1
      })['LastEvaluatedKey'] ?? undefined
  } while (startKey !== undefined)

  const hash = new Uint32Array(4)
  const costs: number[] = []
  for (let round = -2; round < rounds; round += 1) {
    const digest = createBucketDigest(bucketsFor(items))
    const { microseconds } = await cpuTime(() => {
      for (const page of pages) scanAnswer(scanner, page, (item) => digestScanned(digest, item, hash))
    })
    // The first two warm up.
    if (round >= 0) costs.push(microseconds / items)
  }
  return {
    items,
    bytesPerItem: pages.reduce((sum, page) => sum + page.length, 0) / items,
    cpuMicrosecondsPerItem: median(costs),
  }
}

async function main(job: ValidationJob): Promise<void> {
  const figures = job.work === 'all' ? await validateAll(job) : await foldRecordedPages(job)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2] ?? '{}') as ValidationJob)
