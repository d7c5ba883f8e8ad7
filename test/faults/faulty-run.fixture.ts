import { expect } from 'vitest'
import type { TestDatabase } from '../../servers/test-database.ts'
import type { TestTable } from '../../servers/test-table.ts'
import type { TransportKind } from '../../src/dynamodb/transport/target-config.ts'
import type { ErrorCode } from '../../src/errors/error-registry.ts'
import { PgfoldError } from '../../src/errors/pgfold-error.ts'
import { migrate } from '../../src/run/migrate.ts'
import { resume } from '../../src/run/resume.ts'
import type { RunEvent } from '../../src/run/run-event.ts'
import type { MigrateOptions } from '../../src/run/run-options.ts'
import type { RunResult } from '../../src/run/run-result.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { heldItems, knownDatabase, knownItems, knownOptions, knownTable } from './known-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/** How a faulted run may end. Either way the table is the known one at last. */
export type Ending =
  | { readonly kind: 'converges' }
  /** With one of these codes, exit code 3 and "resume" as the next step; a resume without the fault ends the work. */
  | { readonly kind: 'stops'; readonly codes: readonly ErrorCode[] }

export interface FaultyRun {
  /** Where the run reaches the source and the table; default: directly. */
  readonly url?: string | undefined
  readonly endpoint?: string | undefined
  readonly transport?: TransportKind | undefined
  /** Changes of the options of this run, of which a resume keeps none. */
  readonly options?: Partial<MigrateOptions> | undefined
  /** Called at every event; often starts the fault once the load is under way. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined
  /** Called after the faulted run, before a resume. */
  readonly mend?: (() => Promise<unknown> | void) | undefined
  readonly ending: Ending
  /** What the fault takes by itself; the run may take twice as long as a clean one and this. */
  readonly faultMs?: number | undefined
}

/** Where a table and a database wait for one run after another. */
export interface Ground extends AsyncDisposable {
  readonly database: TestDatabase
  readonly cleanMs: number
}

/** A machine that is shared stands still for seconds at times; a stall of ours would be 30 s or minutes. */
const slackMs = 15_000

/** Makes the database, and takes the time of a run that nothing befalls. */
export async function ground(server?: string): Promise<Ground> {
  const database = await knownDatabase(server)
  await using table = await knownTable()
  await using folder = await temporaryFolder()
  const { url } = database
  const options = knownOptions({ url, endpoint: table.endpoint, table: table.name, stateDirectory: folder.path })
  const result = await migrate(options, ignore, never)
  expect(result).toMatchObject({ outcome: 'completed', error: null })
  expect(await heldItems(table)).toEqual(knownItems())
  return { database, cleanMs: result.milliseconds, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

/** Runs, expects the ending, resumes where it stopped, and compares the table with the items that are known. */
export async function expectEnding(
  { database, cleanMs }: Pick<Ground, 'database' | 'cleanMs'>,
  run: FaultyRun | ((table: TestTable) => FaultyRun),
): Promise<RunResult> {
  await using table = await knownTable()
  await using folder = await temporaryFolder()
  const faulty = typeof run === 'function' ? run(table) : run
  const direct = { url: database.url, endpoint: table.endpoint, table: table.name, stateDirectory: folder.path }
  const reached = { ...direct, url: faulty.url ?? direct.url, endpoint: faulty.endpoint ?? direct.endpoint }
  const options = { ...knownOptions({ ...reached, transport: faulty.transport }), ...faulty.options }
  const started = performance.now()
  const result = await migrate(options, faulty.onEvent ?? ignore, never)
  const took = performance.now() - started
  await faulty.mend?.()
  expect(took).toBeLessThan(2 * cleanMs + (faulty.faultMs ?? 0) + slackMs)
  if (faulty.ending.kind === 'converges') {
    expect(result).toMatchObject({ outcome: 'completed', error: null })
  } else {
    const { error } = result
    if (!(error instanceof PgfoldError)) throw new Error(`the run ended as ${result.outcome}, without an error`)
    expect(faulty.ending.codes).toContain(error.code)
    expect({ exit: error.exit, resumable: result.resumable, says: /resum/i.test(error.fix) }).toEqual({
      exit: 3,
      resumable: true,
      says: true,
    })
    const resumed = await resume({ ...knownOptions(direct), runId: result.summary.runId }, ignore, never)
    expect(resumed).toMatchObject({ outcome: 'completed', error: null })
  }
  expect(await heldItems(table)).toEqual(knownItems())
  return result
}

/** Calls once, when so many chunks are durable. */
export function afterChunks(chunks: number, act: () => unknown): (event: RunEvent) => void {
  let done = 0
  return (event) => {
    if (event.kind === 'chunk-done' && ++done === chunks) act()
  }
}

/** What a fault begins in the middle of a run, and its end, which the test waits for. */
export function midway(act: () => Promise<unknown>): {
  onEvent: (event: RunEvent) => void
  mend: () => Promise<unknown>
} {
  let acting: Promise<unknown> = Promise.resolve()
  return { onEvent: afterChunks(3, () => (acting = act())), mend: () => acting }
}
