import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmulator } from '../servers/dynamodb-emulator.ts'
import { startPostgres } from '../servers/embedded-postgres.ts'
import { createRatelDatabase } from './create-ratel-database.ts'

/**
 * The whole job from nothing: starts a PostgreSQL and a DynamoDB emulator, makes a Ratel database with every nasty
 * case, creates the table, migrates, proves, reports, and stops what it started.
 */
const usage = `npm run demo -- [--users 400] [--fresh] [--keep] [--pages <directory>]

  --users N   size of the Ratel database; about 25 items come out of each user (default 400)
  --fresh     a database as the application creates it today (default: aged, with NULLs and without unique constraints)
  --keep      leave both servers running and say how to look at them
  --pages     also write the design page, and keep it there with the validation page: design.html, validation.html
`

const { values: options } = parseArgs({
  options: {
    users: { type: 'string', default: '400' },
    fresh: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    pages: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const users = Number(options.users)
if (options.help || !Number.isInteger(users) || users < 40) {
  process.stdout.write(options.help ? usage : `--users is a whole number of at least 40\n\n${usage}`)
  process.exit(options.help ? 0 : 64)
}

const bin = path.resolve(import.meta.dirname, '..', 'src')
const table = 'ratel-demo'
const say = (text: string) => process.stdout.write(`${text}\n`)

/** Runs one of the real commands; its result comes back, its progress goes to the terminal. */
function run(
  file: string,
  parameters: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly status: number; readonly output: string }> {
  const child = spawn(process.execPath, [path.join(bin, file), ...parameters], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status) => resolve({ status: status ?? 1, output }))
  })
}

/** The two pages that the commands make, under plain names. */
async function keepPages(pages: string, environment: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(pages, { recursive: true })
  await run(
    'cli/bin/pgfold.ts',
    ['design', '--mapping', 'ratel', '--out', path.join(pages, 'design.html')],
    folder,
    environment,
  )
  const page = (await readdir(folder)).find((name) => /^validation_report_.*\.html$/.test(name))
  if (page !== undefined) await copyFile(path.join(folder, page), path.join(pages, 'validation.html'))
}

const folder = await mkdtemp(path.join(tmpdir(), 'pgfold-demo-'))
const keep = options.keep
say('Starting PostgreSQL and a DynamoDB emulator')
const postgres = await startPostgres({ detached: keep })
const emulator = await startEmulator(undefined, { detached: keep })
let status = 1
try {
  const databaseUrl = new URL(postgres.url)
  databaseUrl.pathname = '/ratel'
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query('create database ratel')
  await admin.end()
  say(`Making a${options.fresh ? ' fresh' : 'n aged'} Ratel database of ${users} users`)
  const client = new pg.Client({ connectionString: databaseUrl.href })
  await client.connect()
  await createRatelDatabase((sql) => client.query(sql), { users, age: options.fresh ? 'fresh' : 'aged' })
  await client.end()

  const environment = {
    DATABASE_URL: databaseUrl.href,
    DYNAMODB_TABLE_NAME: table,
    AWS_ENDPOINT_URL_DYNAMODB: emulator.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
  say('\n$ pgfold table create --mapping ratel')
  const created = await run('cli/bin/pgfold.ts', ['table', 'create', '--mapping', 'ratel'], folder, environment)
  process.stdout.write(created.output)
  say('\n$ migrate_to_dynamo migrate')
  const migrated = await run('ratel/bin/migrate-to-dynamo.ts', ['migrate'], folder, environment)
  process.stdout.write(migrated.output)
  say('\n$ validate_migration all')
  const validated = await run('ratel/bin/validate-migration.ts', ['all'], folder, environment)
  process.stdout.write(validated.output)

  // The nasty rows are rejected on purpose: 2 is the exit code of a migration with rejects.
  const ok = created.status === 0 && migrated.status === 2 && validated.status === 0
  say(
    ok
      ? '\nThe table is proven: 0 differences.'
      : `\nThe demo failed: table create ended with ${created.status}, migrate with ${migrated.status}, validate ` +
          `with ${validated.status}.`,
  )
  status = ok ? 0 : 1
  if (options.pages !== undefined) await keepPages(path.resolve(options.pages), environment)
  if (keep) {
    say(`
Both servers are still running. To look at them:
  psql '${databaseUrl.href}'
  export ${Object.entries(environment)
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ')}
  aws dynamodb scan --table-name ${table} --max-items 3
  validate_migration sample 10
State, rejects and report: ${folder}
To stop them: kill ${postgres.pid} ${emulator.pid}; rm -r ${postgres.directory}`)
  }
} finally {
  if (!keep) {
    await emulator[Symbol.asyncDispose]()
    await postgres[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}
process.exit(status)
