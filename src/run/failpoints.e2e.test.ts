import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TestDatabase } from '../../servers/test-database.ts'
import { runCommand, type CommandEnd } from '../../test/run-command.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { failpoints, type Failpoint } from '../failpoint.ts'
import { readLedger } from '../ledger/file-ledger.ts'
import { parseRunId } from '../ledger/state-path.ts'
import { countingProxy } from './counting-proxy.fixture.ts'
import { migrate } from './migrate.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

// Two real processes for each point, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const mapping = fileURLToPath(new URL('small-shop.mapping.fixture.ts', import.meta.url))
const workers = 2
const pageSize = 200

/** Late enough that some work is durable, where the first time would be too early to show anything. */
const times: Partial<Record<Failpoint, number>> = {
  'read.piece': 9,
  'read.end': 5,
  'encode.row': 777,
  'write.send': 40,
  'write.answer': 40,
  'reject.append': 2,
  'reject.torn': 2,
  'reject.stored': 2,
  'ledger.torn': 4,
  'ledger.written': 4,
  'ledger.renamed': 4,
  'ledger.commit': 3,
  'ledger.committed': 3,
}

/** What is only met on the way of a resume is set for a second attempt, after a first one that was cut. */
const metByResume: ReadonlySet<Failpoint> = new Set<Failpoint>(['ledger.claimed'])

let database: TestDatabase
let items: readonly string[]
const secondsToLoad: number[] = []
const repeated: number[] = []

beforeAll(async () => {
  database = await shopDatabase()
  await using table = await shopTable()
  await using folder = await temporaryFolder()
  await migrate(shopOptions(database, table, folder.path), () => undefined, new AbortController().signal)
  items = await itemsOf(table)
})

afterAll(async () => {
  await database[Symbol.asyncDispose]()
  process.stdout.write(
    `failpoints: ${secondsToLoad.length} runs killed and resumed, loading again after ` +
      `${median(secondsToLoad).toFixed(1)} s (median; ${Math.max(...secondsToLoad).toFixed(1)} s at most), ` +
      `${Math.max(...repeated)} of ${items.length} items written twice at most\n`,
  )
})

const points = failpoints.filter((name) => /^(read|encode|write|reject|ledger)\./.test(name))

describe('a run that is killed', () => {
  it.each(points)(
    'at %s is resumed to the identical table, and does no chunk twice but those under way',
    async (name) => {
      await using table = await shopTable()
      await using folder = await temporaryFolder()
      await using proxy = await countingProxy(table.endpoint)
      const pgfold = (words: readonly string[], failpoint?: string): Promise<CommandEnd> =>
        runCommand('pgfold', [...words, '--workers', String(workers), '--page-size', String(pageSize)], {
          cwd: folder.path,
          env: {
            ...table.environment,
            AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
            DATABASE_URL: database.url,
            PGFOLD_MAPPING: mapping,
            ...(failpoint === undefined ? {} : { PGFOLD_FAILPOINT: failpoint }),
          },
        })

      if (metByResume.has(name))
        expect(await pgfold(['migrate'], 'write.answer:20')).toMatchObject({ signal: 'SIGKILL' })
      const before = await runIdIn(folder.path)
      const killed = await pgfold(before === null ? ['migrate'] : ['resume', before], `${name}:${times[name] ?? 1}`)
      expect(killed).toMatchObject({ code: null, signal: 'SIGKILL' })
      expect(killed.stderr).toContain(`PGFOLD_FAILPOINT is set`)

      const id = await runIdIn(folder.path)
      const spawned = performance.now()
      const wasAtEnd = name === 'ledger.finish' || name === 'ledger.finished'
      const putsBefore = proxy.puts
      proxy.reset()
      const resumed = await pgfold(id === null ? ['migrate'] : ['resume', id])
      // 2: there are rejects. A run whose end was recorded has nothing left to do.
      expect(resumed).toMatchObject({ code: 2 })
      expect(await itemsOf(table)).toEqual(items)
      expect(await readdir(folder.path)).toEqual(await readdir(folder.path).then((all) => all.filter(isOfARun)))
      const summary = await readLedger(folder.path, parseRunId((await runIdIn(folder.path)) ?? ''))
      expect(summary.status).toBe('Completed')
      expect(summary.entities.every(({ read, total, counted }) => read === total && read === counted)).toBe(true)

      const twice = putsBefore + proxy.puts - items.length
      repeated.push(twice)
      // Per worker the chunk under way, and the one before it whose record was just being stored.
      expect(twice).toBeLessThanOrEqual(workers * 2 * pageSize)
      expect(twice).toBeGreaterThanOrEqual(0)
      if (!wasAtEnd && proxy.firstPutAt !== null) secondsToLoad.push((proxy.firstPutAt - spawned) / 1000)
    },
  )
})

it('loads again within 5 s of the start of the process', async () => {
  expect(secondsToLoad.length).toBeGreaterThan(10)
  // A machine on which starting and printing a version takes longer than half a second is busy with something else.
  const started = performance.now()
  expect(await runCommand('pgfold', ['version'])).toMatchObject({ code: 0 })
  const slowness = Math.max(1, (performance.now() - started) / 500)
  expect(median(secondsToLoad)).toBeLessThan(5 * slowness)
})

function isOfARun(name: string): boolean {
  return /^migration_(state|errors)_migration_\d+\.jsonl?$/.test(name)
}

async function runIdIn(folder: string): Promise<string | null> {
  const ids = (await readdir(folder)).flatMap((name) => /^migration_state_(migration_\d+)\.json$/.exec(name)?.[1] ?? [])
  expect(ids.length).toBeLessThan(2)
  return ids[0] ?? null
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN
}
