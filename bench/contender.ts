import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Mapping, TargetConfig } from '../src/index.ts'
import type * as boundHeapModule from '../src/run/bound-heap.ts'
import type * as ratelModule from '../src/ratel/mapping.ts'
import type * as indexModule from '../src/index.ts'
import { built } from './built.ts'
import { eventsMapping } from './events-mapping.ts'
import { runObviousDesign } from './obvious-design.ts'
import { runPlainDesign } from './plain-design.ts'

/**
 * One contender of a benchmark, in a process of its own so that its CPU time and memory are its alone. Argument: a
 * `Job` as JSON; the last line of stdout is a `Figures`.
 */
export interface Job {
  readonly contender: 'pgfold' | 'obvious' | 'plain'
  readonly work: 'events' | 'ratel'
  readonly url: string
  readonly endpoint: string
  readonly table: string
  readonly threads?: number
  readonly workers?: number
  readonly transport?: 'direct' | 'sdk'
}

export interface Figures {
  readonly rows: number
  readonly seconds: number
  /** User and system time of the whole process, all threads. */
  readonly cpuSeconds: number
  readonly peakRssMb: number
}

/** As the command does: modules, a bound on the heap, then the load. */
async function runPgfold(job: Job): Promise<number> {
  const api = await built<typeof indexModule>('index.js')
  const { boundHeap } = await built<typeof boundHeapModule>('run/bound-heap.js')
  boundHeap()
  const mapping: Mapping =
    job.work === 'events' ? eventsMapping(api) : (await built<typeof ratelModule>('ratel/mapping.js')).ratelMapping
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'pgfold-bench-'))
  const target: TargetConfig = {
    table: job.table,
    endpoint: job.endpoint,
    region: 'us-east-1',
    transport: job.transport ?? 'direct',
    localIdentity: true,
  }
  try {
    const result = await api.migrate(
      {
        mapping,
        source: api.parseSourceUrl(job.url, {}),
        target,
        stateDirectory,
        onExisting: 'append',
        threads: job.threads,
        workers: job.workers,
      },
      () => undefined,
      new AbortController().signal,
    )
    if (result.outcome !== 'completed') throw result.error ?? new Error(result.outcome)
    return result.summary.entities.reduce((sum, entity) => sum + entity.read, 0)
  } finally {
    await rm(stateDirectory, { recursive: true, force: true })
  }
}

async function main(job: Job): Promise<void> {
  const started = performance.now()
  const entitiesOf = async () =>
    job.work === 'events'
      ? (await import('./obvious-events.ts')).obviousEvents
      : await (await import('./obvious-ratel.ts')).obviousRatel(job.url)
  const rows =
    job.contender === 'pgfold'
      ? await runPgfold(job)
      : await (job.contender === 'plain' ? runPlainDesign : runObviousDesign)({ ...job, entities: await entitiesOf() })
  const usage = process.resourceUsage()
  const figures: Figures = {
    rows,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    peakRssMb: usage.maxRSS / 1024,
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2] ?? '{}') as Job)
