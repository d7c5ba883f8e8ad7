import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { DynamoDBClient, DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { serverMajor } from '../../servers/server-major.ts'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { testTable, type TestTable } from '../../servers/test-table.ts'
import { createTableInput } from '../../src/dynamodb/table/create-table-input.ts'
import { PgfoldError } from '../../src/errors/pgfold-error.ts'
import { resolveTable } from '../../src/mapping/resolve-table.ts'
import { envelopeSchema } from '../../src/output/json/json-schemas.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { grantsSchema } from '../../src/rights/grant-statements.ts'
import { migrate } from '../../src/run/migrate.ts'
import { parseRunId } from '../../src/ledger/state-path.ts'
import { runCommand } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { createEverything, everythingMapping } from './everything.fixture.ts'

const never = new AbortController().signal

async function roleOf(
  database: TestDatabase,
): Promise<AsyncDisposable & { readonly name: string; readonly url: string }> {
  const name = `reader ${database.name}`
  await database.query(`CREATE ROLE "${name}" LOGIN PASSWORD 'secret'`)
  const url = new URL(database.url)
  url.username = encodeURIComponent(name)
  url.password = 'secret'
  return {
    name,
    url: url.href,
    async [Symbol.asyncDispose]() {
      await database.query(`DROP OWNED BY "${name}"; DROP ROLE "${name}"`)
    },
  }
}

function tableFor(): Promise<TestTable> {
  return testTable(
    createTableInput(resolveTable(everythingMapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
  )
}

async function readGrants(database: TestDatabase, role: string, cwd: string) {
  const mapping = path.join(cwd, 'pgfold.mapping.json')
  await writeFile(mapping, JSON.stringify(everythingMapping.definition))
  const { code, stdout, stderr } = await runCommand('pgfold', ['grants', '--role', role, '--json'], {
    cwd,
    env: { DATABASE_URL: database.url },
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { data } = envelopeSchema(grantsSchema.strict()).strict().parse(JSON.parse(stdout))
  return z
    .object({ statements: z.array(z.object({ kind: z.string(), sql: z.string() })), notes: z.array(z.string()) })
    .parse(data)
}

test('a role with exactly the printed grants can check, migrate, validate and repair', async () => {
  await using folder = await temporaryFolder()
  await using database = await testDatabase()
  await createEverything(database)
  await using role = await roleOf(database)
  await using table = await tableFor()
  const { statements, notes } = await readGrants(database, role.name, folder.path)
  const to = `TO "${role.name}";`
  expect(statements.map(({ sql }) => sql)).toEqual([
    `GRANT CONNECT ON DATABASE "${database.name}" ${to}`,
    ...['ext', 'other', 'shop'].map((schema) => `GRANT USAGE ON SCHEMA "${schema}" ${to}`),
    ...((await serverMajor(database)) >= 15 ? [`GRANT SELECT ("id", "body") ON "hidden"."bodies" ${to}`] : []),
    `GRANT SELECT ("member_id") ON "other"."flags" ${to}`,
    `GRANT SELECT ("caller") ON "shop"."calls" ${to}`,
    `GRANT SELECT ("addressee", "subject", "id") ON "shop"."letters" ${to}`,
    `GRANT SELECT ("member_id", "note_id", "id", "at") ON "shop"."likes" ${to}`,
    `GRANT SELECT ("id", "mail", "name", "active") ON "shop"."members" ${to}`,
    `GRANT SELECT ("id", "author_mail", "state") ON "shop"."notes" ${to}`,
    `GRANT SELECT ("id", "body") ON "shop"."of_owner" ${to}`,
    `GRANT SELECT ("member_id", "amount", "state") ON "shop"."orders" ${to}`,
    `GRANT SELECT ("mail", "full_name") ON "shop"."people" ${to}`,
    `GRANT SELECT ("day", "amount", "void") ON "shop"."sales" ${to}`,
    `GRANT SELECT ("member_id", "word", "rank", "id") ON "shop"."tags" ${to}`,
    `GRANT SELECT ("id", "body") ON "shop"."visible" ${to}`,
    `GRANT EXECUTE ON FUNCTION other.score(amount integer) ${to}`,
    `ALTER ROLE "${role.name}" BYPASSRLS;`,
  ])
  expect(notes).toEqual([expect.stringMatching(/^BYPASSRLS .* on for shop\.members\./)])

  const run = (...args: readonly string[]) =>
    runCommand('pgfold', args, { cwd: folder.path, env: { ...table.environment, DATABASE_URL: role.url } })
  // Without any right, not even the connection is granted.
  expect((await run('check')).code).not.toBe(0)
  // The text is what psql runs.
  const printed = await runCommand('pgfold', ['grants', '--role', role.name], {
    cwd: folder.path,
    env: { DATABASE_URL: database.url },
  })
  await database.query(printed.stdout)
  expect(await run('check', '--data')).toMatchObject({ stderr: '', stdout: expect.stringContaining('0 errors') })
  expect(await run('migrate', '--quiet')).toMatchObject({ code: 0 })
  expect(await run('validate', 'all', '--quiet')).toMatchObject({ code: 0 })
  const client = new DynamoDBClient(table.clientConfig)
  await client.send(
    new DeleteItemCommand({ TableName: table.name, Key: { pk: { S: 'MEMBER#3' }, sk: { S: 'METADATA' } } }),
  )
  client.destroy()
  const report = path.join(folder.path, 'report.json')
  expect(await run('validate', 'all', '--quiet', '--report', report)).toMatchObject({ code: 2 })
  expect(await run('repair', report)).toMatchObject({ code: 0 })
  expect(await run('validate', 'all', '--quiet')).toMatchObject({ code: 0 })
}, 240_000)

test('each of the printed grants is needed, column by column', async () => {
  await using folder = await temporaryFolder()
  await using database = await testDatabase()
  await createEverything(database)
  await using role = await roleOf(database)
  await using table = await tableFor()
  const { statements } = await readGrants(database, role.name, folder.path)
  for (const { sql } of statements) await database.query(sql)
  const load = async (): Promise<string> => {
    try {
      const result = await migrate(
        {
          mapping: everythingMapping,
          source: parseSourceUrl(role.url, {}),
          target: {
            table: table.name,
            endpoint: table.endpoint,
            region: 'us-east-1',
            transport: 'direct',
            localIdentity: true,
          },
          stateDirectory: folder.path,
          onExisting: 'append',
          threads: 0,
          runId: nextRunId(),
        },
        () => undefined,
        never,
      )
      return result.error instanceof PgfoldError ? result.error.code : result.outcome
    } catch (error) {
      if (error instanceof PgfoldError) return error.code
      throw error
    }
  }
  expect(await load()).toBe('completed')
  const ends: Record<string, string> = {}
  for (const { sql } of statements)
    for (const { revoke, again } of takenAway(sql)) {
      await database.query(revoke)
      ends[revoke] = await load()
      await database.query(again)
    }
  expect(await load()).toBe('completed')
  const rights = Object.keys(ends).length
  process.stderr.write(`${rights} rights taken away, one at a time\n`)
  expect(rights).toBeGreaterThan(35)
  for (const [revoke, end] of Object.entries(ends))
    expect([revoke, end]).toEqual([
      revoke,
      expect.stringMatching(
        /^(SOURCE_PERMISSION|SOURCE_AUTHENTICATION|SOURCE_ROW_SECURITY|RUN_PREFLIGHT|MAPPING_INVALID)$/,
      ),
    ])
}, 240_000)

/** A right of several columns is one right for each of them. */
function takenAway(sql: string): readonly { readonly revoke: string; readonly again: string }[] {
  if (sql.startsWith('ALTER')) return [{ revoke: sql.replace('BYPASSRLS', 'NOBYPASSRLS'), again: sql }]
  const revoked = (grant: string): string => grant.replace(/^GRANT/, 'REVOKE').replace(/ TO ("[^"]*";)$/, ' FROM $1')
  const columns = /^GRANT SELECT \((.*)\) ON /.exec(sql)?.[1]?.split(', ')
  if (columns === undefined) return [{ revoke: revoked(sql), again: sql }]
  return columns.map((column) => {
    const again = sql.replace(/\(.*\)/, `(${column})`)
    return { revoke: revoked(again), again }
  })
}

let runs = 0
function nextRunId() {
  return parseRunId(`migration_${1_700_000_000 + runs++}`)
}
