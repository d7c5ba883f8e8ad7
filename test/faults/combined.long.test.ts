import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { faultyDynamoDb, type AnswerFault } from '../../servers/faulty-dynamodb.ts'
import { faultyNetwork } from '../../servers/faulty-network.ts'
import { isResumable } from '../../src/run/failed-under-way.ts'
import { migrate } from '../../src/run/migrate.ts'
import { resume } from '../../src/run/resume.ts'
import type { RunResult } from '../../src/run/run-result.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { heldItems, knownDatabase, knownItems, knownOptions, knownTable } from './known-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

const faults: readonly AnswerFault[] = [
  { kind: 'error', status: 400, type: 'ThrottlingException' },
  { kind: 'error', status: 500, type: 'InternalServerError' },
  { kind: 'error', status: 400, type: 'ExpiredTokenException' },
  { kind: 'foreign', status: 200, body: '{"status":"ok"}' },
  { kind: 'foreign', status: 502, body: '<html></html>' },
  { kind: 'unprocessed', keep: (index) => index % 3 === 0 },
  { kind: 'reset' },
  { kind: 'applied-then-reset' },
  { kind: 'applied-then-silent' },
  { kind: 'applied-then-cut' },
  { kind: 'applied-then-damaged' },
  { kind: 'damaged-into-success' },
]

const wounds = ['reset', 'blackout', 'stall', 'cut', 'none'] as const

const weather = fc.record({
  transport: fc.constantFrom('direct' as const, 'sdk' as const),
  workers: fc.integer({ min: 1, max: 5 }),
  rowsPerChunk: fc.integer({ min: 5, max: 120 }),
  /** One request in so many meets one of these. */
  oneIn: fc.integer({ min: 5, max: 40 }),
  answers: fc.subarray([...faults], { minLength: 1 }),
  delayMs: fc.integer({ min: 0, max: 3 }),
  source: fc.constantFrom(...wounds),
  target: fc.constantFrom(...wounds),
  everyMs: fc.integer({ min: 60, max: 900 }),
})

/** Any weather of network and service, for as long as it takes; then calm, and the same table. */
test('whatever meets whatever, the table is the same at last', async () => {
  await using database = await knownDatabase()
  const server = inject('dynamodbEndpoint')
  let runs = 0
  const seed = Number(process.env.PGFOLD_SEED ?? Date.now() % 2_147_483_647)
  const numRuns = Number(process.env.PGFOLD_CASES ?? '200')
  const property = fc.asyncProperty(weather, async (given) => {
    await using table = await knownTable()
    await using folder = await temporaryFolder()
    let number = 0
    await using service = await faultyDynamoDb(server, ({ operation }) =>
      operation === 'BatchWriteItem' && ++number % given.oneIn === 0
        ? (given.answers[number % given.answers.length] ?? null)
        : null,
    )
    await using before = await faultyNetwork(database.url)
    await using behind = await faultyNetwork(service.endpoint)
    let calm = false
    const blowing = Promise.all(
      (
        [
          [before, given.source],
          [behind, given.target],
        ] as const
      ).map(async ([network, wound]) => {
        network.delayMs = given.delayMs
        while (!calm && wound !== 'none') {
          if (wound === 'reset') network.reset()
          if (wound === 'cut') network.cutAfter(3_000, 2)
          if (wound === 'blackout') network.blackout()
          if (wound === 'stall') network.stall()
          await sleep(given.everyMs / 3)
          network.lightUp()
          network.flow()
          await sleep(given.everyMs)
        }
      }),
    )
    const common = { table: table.name, stateDirectory: folder.path, transport: given.transport }
    const rough = {
      ...knownOptions({ ...common, url: before.at(database.url), endpoint: behind.at(service.endpoint) }),
      workers: given.workers,
      rowsPerChunk: given.rowsPerChunk,
    }
    const calmOptions = knownOptions({ ...common, url: database.url, endpoint: server })
    let result: RunResult | null = null
    for (let attempt = 1; result?.outcome !== 'completed' && attempt <= 4; attempt += 1) {
      const last: RunResult | null = result
      const work: Promise<RunResult> =
        last === null ? migrate(rough, ignore, never) : resume({ ...rough, runId: last.summary.runId }, ignore, never)
      // Before a run has begun it is refused by an exception, and nothing is left behind.
      result = (await work.catch(() => null)) ?? last
      runs += 1
    }
    calm = true
    await blowing
    if (result === null) result = await migrate(calmOptions, ignore, never)
    else if (result.outcome !== 'completed') {
      expect(result.error === null || isResumable(result.error)).toBe(true)
      // A session that a reset cut off here may live on the server for a moment, with the lock of the run.
      await sleep(200)
      result = await resume({ ...calmOptions, runId: result.summary.runId }, ignore, never)
    }
    expect(result).toMatchObject({ outcome: 'completed', error: null })
    expect(await heldItems(table)).toEqual(knownItems())
  })
  await fc.assert(property, { seed, numRuns, endOnFailure: true })
  process.stderr.write(`combined faults: ${numRuns} kinds of weather, ${runs} runs, seed ${seed}\n`)
})
