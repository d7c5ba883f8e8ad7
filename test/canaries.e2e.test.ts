import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DynamoDBClient, DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../servers/test-database.ts'
import { testTable } from '../servers/test-table.ts'
import { filesIn, searchOutputs, type Canary, type Output, type Planted } from './canaries.fixture.ts'
import { startCommand } from './run-command.ts'
import { temporaryFolder } from './temporary-folder.ts'

const canaries: Canary[] = []

function plant(what: string, planted: Planted, before = ''): string {
  const text = `${before}canary${randomBytes(9).toString('hex')}`
  canaries.push({ what, planted, text })
  return text
}

/** Columns whose every value is planted; one for each way in which a value is printed. */
const columns = ['name', 'note', 'tags', 'doc', 'mood', 'raw'] as const

const definition = {
  name: 'canaries',
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: { 'by-name': { partitionKey: 'name_pk', sortKey: 'name_sk' } },
  },
  entities: {
    THING: {
      group: 'things',
      from: 'things',
      key: { pk: 'THING#{id}', sk: 'METADATA' },
      indexes: { 'by-name': { pk: 'NAME#{name}', sk: 'NOTE#{note}' } },
      attributes: Object.fromEntries([...columns, 'big'].map((column) => [column, { kind: 'column', column }])),
    },
  },
}

/** A query whose error quotes a cell; the mapping is sound, so that only the load meets it. */
const failing = {
  ...definition,
  entities: {
    BROKEN: {
      group: 'things',
      from: {
        kind: 'sql',
        text: 'SELECT id, note::int AS n FROM things',
        columns: { id: 'text', n: 'int4' },
        key: ['id'],
      },
      key: { pk: 'THING#{id}', sk: 'METADATA' },
      attributes: { n: { kind: 'column', column: 'n' } },
    },
  },
}

async function fill(database: TestDatabase): Promise<{ readonly different: string }> {
  await database.query(
    'CREATE TABLE things (id text PRIMARY KEY, name text, note text, tags text[], doc jsonb, mood varchar, raw bytea, big text)',
  )
  const row = async (id: string, big: string): Promise<void> => {
    const cell = (column: string): string => plant(`${column} of a row`, 'cell')
    await database.query('INSERT INTO things VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
      id,
      cell('name'),
      cell('note'),
      [cell('tags')],
      JSON.stringify({ [cell('name in doc')]: cell('doc') }),
      cell('mood'),
      Buffer.from(cell('raw')),
      `${cell('big')}${big}`,
    ])
  }
  for (let at = 0; at < 10; at += 1) await row(plant('key of a row', 'key'), '')
  await row(plant('key of a rejected row', 'key of a reject'), 'x'.repeat(450_000))
  const different = plant('key of a row whose item is lost', 'key of a difference')
  await row(different, '')
  await database.query('ANALYZE')
  return { different }
}

test('no planted secret, key or cell leaves by any output, file, title or view of the server, but where it may', async () => {
  await using database = await testDatabase()
  await using folder = await temporaryFolder()
  await using table = await testTable(null)
  const { different } = await fill(database)
  const password = plant('password in DATABASE_URL', 'secret')
  const role = `canary_${database.name}`
  await database.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD '${password}'`)
  await using _role = { [Symbol.asyncDispose]: async () => void (await database.query(`DROP ROLE ${role}`)) }
  const url = new URL(database.url)
  url.username = role
  url.password = password
  const key = plant('content of sslkey', 'secret')
  const inputs = ['pgfold.mapping.json', 'failing.json', 'client.key']
  await writeFile(path.join(folder.path, 'pgfold.mapping.json'), JSON.stringify(definition))
  await writeFile(path.join(folder.path, 'failing.json'), JSON.stringify(failing))
  await writeFile(
    path.join(folder.path, 'client.key'),
    `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    { mode: 0o600 },
  )
  const env = {
    ...table.environment,
    DATABASE_URL: url.href,
    PGPASSWORD: plant('PGPASSWORD', 'secret'),
    PGFOLD_KEY_SECRET: plant('PGFOLD_KEY_SECRET', 'secret'),
    AWS_ACCESS_KEY_ID: plant('AWS_ACCESS_KEY_ID', 'secret'),
    AWS_SECRET_ACCESS_KEY: plant('AWS_SECRET_ACCESS_KEY', 'secret'),
    AWS_SESSION_TOKEN: plant('AWS_SESSION_TOKEN', 'secret'),
  }

  const outputs: Output[] = []
  const run = async (
    codes: readonly number[],
    args: readonly string[],
    {
      allowed = [],
      more = {},
    }: { readonly allowed?: readonly Planted[]; readonly more?: Readonly<Record<string, string>> } = {},
  ): Promise<string> => {
    const command = startCommand('pgfold', args, { cwd: folder.path, env: { ...env, ...more } })
    const views = watch(database, command.child.pid ?? 0)
    const { code, stdout, stderr } = await command.end
    outputs.push({ place: `output of ${args.join(' ')}`, content: Buffer.from(stdout + stderr), allowed })
    outputs.push(...(await views()))
    expect([args, codes.includes(code ?? -1), code, stderr]).toEqual([args, true, code, stderr])
    return stdout
  }
  const rejects = { allowed: ['key of a reject'] } as const
  const differences = { allowed: ['key of a reject', 'key of a difference'] } as const

  await run([0], ['inspect', '--exact'])
  await run([0], ['init', '--out', '-'])
  await run([2], ['check', '--data', '--all'])
  await run([0], ['design'])
  await run([0], ['grants'])
  await run([0], ['iam-policy', '--purpose', 'create'])
  await run([0], ['table', 'create'])
  await run([1, 3, 78], ['migrate', '--mapping', 'failing.json', '--workers', '1'])
  await run([1, 3, 78], ['migrate', '--mapping', 'failing.json', '--on-existing', 'append'], {
    allowed: ['key', 'cell', 'key of a reject', 'key of a difference'],
    more: { PGFOLD_DEBUG: '1' },
  })
  await run([1, 64, 78], ['inspect'], { more: { DATABASE_URL: `${url.href}?sslmode=verify-full&sslkey=client.key` } })
  await run([1, 78], ['inspect'], {
    more: { DATABASE_URL: `${url.href.replace(/\/[^/]*$/, '/no_such_database')}`, PGFOLD_DEBUG: '1' },
  })
  await run([64, 78], ['inspect'], { more: { DATABASE_URL: url.href.replace('@', '/@@:') } })
  await run([78], ['inspect'], { more: { DATABASE_URL: url.href.replace(role, 'postgres'), PGFOLD_DEBUG: '1' } })
  await run([2], ['migrate', '--log-format', 'ndjson', '--page-size', '2'], rejects)
  const states = (await readdir(folder.path)).filter((name) => name.startsWith('migration_state_')).toSorted()
  const id = states.at(-1)?.replace(/^migration_state_|\.json$/g, '') ?? ''
  await run([0, 2], ['status', id], rejects)
  await run([0, 1, 2, 64, 78], ['resume', id, '--json'], rejects)
  const client = new DynamoDBClient(table.clientConfig)
  await client.send(
    new DeleteItemCommand({ TableName: table.name, Key: { pk: { S: `THING#${different}` }, sk: { S: 'METADATA' } } }),
  )
  client.destroy()
  await run([2], ['validate', 'all', '--report', 'validation_report.json'], differences)
  await run([2], ['validate', 'all', '--hash-keys', '--json', '--report', 'hashed.json'])
  await run([0, 2], ['validate', 'sample', '5', '--show-values', '--report', 'shown_values.json'], {
    allowed: ['key of a reject', 'key of a difference', 'cell', 'key'],
  })
  await run([0, 2], ['repair', 'validation_report.json', '--dry-run'], differences)
  await run([0, 2], ['repair', 'validation_report.json', '--json', '--log-format', 'ndjson'], differences)
  await run([0], ['explain', 'SOURCE_AUTHENTICATION'])

  outputs.push(...(await filesIn(folder.path, inputs)))
  const { escaped, seen, bytes } = searchOutputs(canaries, outputs)
  process.stderr.write(`${canaries.length} canaries, ${outputs.length} outputs, files and views, ${bytes} bytes\n`)
  expect(escaped).toEqual([])
  // The search finds what is there.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'key of a reject in migration_errors_migration_<id>.jsonl',
      'key of a difference in validation_report.json',
      'key of a difference in output of validate all --report validation_report.json',
    ]),
  )
  expect(await readFile(path.join(folder.path, 'hashed.json'), 'utf8')).toContain('hmac-sha256:')
}, 900_000)

/** What others on the machine and on the server see of a process while it lives. */
function watch(database: TestDatabase, pid: number): () => Promise<readonly Output[]> {
  const activity = new Set<string>()
  const titles = new Set<string>()
  let over = false
  const look = async (): Promise<void> => {
    while (!over) {
      for (const { seen } of await database.query<{ seen: string }>(
        'SELECT application_name || query AS seen FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      ))
        activity.add(seen)
      titles.add(await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''))
      await new Promise((resolve) => void setTimeout(resolve, 25))
    }
  }
  const looking = look()
  return async () => {
    over = true
    await looking
    return [
      {
        place: 'pg_stat_activity',
        content: Buffer.from([...activity].join('\n')),
        allowed: ['key', 'key of a reject', 'key of a difference'],
      },
      { place: 'process title', content: Buffer.from([...titles].join('\n')), allowed: [] },
    ]
  }
}
