import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { migrate, parseSourceUrl, type Mapping, type TargetConfig } from '../src/index.ts'
import { runObviousDesign, type ObviousEntity } from './obvious-design.ts'

/**
 * One contender of a benchmark, in a process of its own so that its CPU time and memory are its alone. Argument: a `Job` as JSON; the last
 * line of stdout is a `Figures`.
 */
export interface Job {
  readonly contender: 'pgfold' | 'obvious'
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

async function runPgfold(job: Job, mapping: Mapping): Promise<number> {
  const stateDirectory = await mkdtemp(path.join(tmpdir(), 'pgfold-bench-'))
  const target: TargetConfig = { table: job.table, endpoint: job.endpoint, region: 'us-east-1', transport: job.transport ?? 'direct', localIdentity: true }
  try {
    const result = await migrate(
      { mapping, source: parseSourceUrl(job.url, {}), target, stateDirectory, onExisting: 'append', threads: job.threads, workers: job.workers },
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
  let rows: number
  if (job.contender === 'pgfold') {
    const mapping = job.work === 'events' ? (await import('./events-mapping.ts')).mapping : (await import('../src/ratel/mapping.ts')).ratelMapping
    rows = await runPgfold(job, mapping)
  } else {
    const entities: readonly ObviousEntity[] = job.work === 'events' ? (await import('./obvious-events.ts')).obviousEvents : await (await import('./obvious-ratel.ts')).obviousRatel(job.url)
    rows = await runObviousDesign({ ...job, entities })
  }
  const usage = process.resourceUsage()
  const figures: Figures = { rows, seconds: (performance.now() - started) / 1000, cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6, peakRssMb: usage.maxRSS / 1024 }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2] ?? '{}') as Job)
