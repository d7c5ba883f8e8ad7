import type { TestProject } from 'vitest/node'
import { defaultEmulator, startEmulator, type Emulator, type EmulatorKind } from './dynamodb-emulator.ts'
import { startPostgres, type PostgresServer } from './embedded-postgres.ts'
import { faultedServers, type FaultedServers } from './test-faults.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the server that all tests share; each test makes its own database. */
    readonly postgresUrl: string
    /** Endpoint of the default emulator; each test makes its own table. */
    readonly dynamodbEndpoint: string
  }
}

/**
 * One PostgreSQL and one emulator for the whole run. `PGFOLD_TEST_DATABASE_URL` and `PGFOLD_TEST_ENDPOINT` point the
 * same tests at servers of your own (another PostgreSQL version, another emulator); `PGFOLD_TEST_EMULATOR` names one of
 * ours. `PGFOLD_TEST_FAULTS` puts one of the faults of `test-faults.ts` before both.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = { url: process.env.PGFOLD_TEST_DATABASE_URL, endpoint: process.env.PGFOLD_TEST_ENDPOINT }
  const started: { postgres?: PostgresServer; emulator?: Emulator; faults?: FaultedServers } = {}
  const postgres =
    given.url === undefined
      ? startPostgres().then((server) => (started.postgres = server).url)
      : Promise.resolve(given.url)
  const emulator =
    given.endpoint === undefined
      ? startEmulator(emulatorKind()).then((server) => (started.emulator = server).endpoint)
      : Promise.resolve(given.endpoint)
  const direct = { postgresUrl: await postgres, dynamodbEndpoint: await emulator }
  const fault = process.env.PGFOLD_TEST_FAULTS
  if (fault !== undefined) started.faults = await faultedServers(fault, direct)
  const { postgresUrl, dynamodbEndpoint } = started.faults ?? direct
  project.provide('postgresUrl', postgresUrl)
  project.provide('dynamodbEndpoint', dynamodbEndpoint)
  return async () => {
    await started.faults?.[Symbol.asyncDispose]()
    await started.emulator?.[Symbol.asyncDispose]()
    await started.postgres?.[Symbol.asyncDispose]()
  }
}

function emulatorKind(): EmulatorKind {
  const wanted = process.env.PGFOLD_TEST_EMULATOR
  if (wanted === undefined) return defaultEmulator()
  if (wanted === 'dynoxide' || wanted === 'dynalite' || wanted === 'dynamodb-local') return wanted
  throw new Error(`PGFOLD_TEST_EMULATOR is ${wanted}; it can be dynoxide, dynalite or dynamodb-local`)
}
