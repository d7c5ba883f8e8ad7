import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { startCommand, type CommandEnd } from './run-command.ts'
import { shop, shopMapping, type Shop } from './shop.fixture.ts'

// Each test starts several processes, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 })

/** Nobody types this password; a state file, a report or a page that holds it has leaked it. */
const password = 'C4naryWert77'
const executable = path.resolve(import.meta.dirname, '../src/cli/bin/pgfold.ts')

interface Paste {
  readonly folder: string
  /** Credentials and the database: what no printed command repeats. */
  readonly env: Readonly<Record<string, string>>
  /** Mapping, table, endpoint and region, as they are typed once. */
  readonly typed: readonly string[]
  /** Runs a line as it was printed, by a shell, in a folder of the reader's. */
  readonly paste: (line: string, cwd?: string) => Promise<CommandEnd>
}

/** The mapping lies in a folder whose name a shell would take apart. */
async function pasteIn(it: Shop): Promise<Paste> {
  const folder = path.join(it.options.cwd, "one shop's $data")
  await mkdir(folder)
  await writeFile(path.join(folder, 'shop.ts'), shopMapping)
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
  const bin = path.join(it.options.cwd, 'bin')
  await mkdir(bin)
  await writeFile(path.join(bin, 'pgfold'), `#!/bin/sh\nexec '${process.execPath}' '${executable}' "$@"\n`)
  await chmod(path.join(bin, 'pgfold'), 0o755)
  const database = new URL(it.database.url)
  database.username = `reader_${it.table.name.replaceAll('-', '_')}`
  database.password = password
  await it.database.query(`create role ${database.username} superuser login password '${password}'`)
  const { PATH = '', HOME = '', NODE_OPTIONS = '' } = process.env
  const env = {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    DATABASE_URL: database.href,
  }
  return {
    folder,
    env,
    typed: [
      '--mapping',
      path.join(folder, 'shop.ts'),
      '--table',
      it.table.name,
      '--endpoint-url',
      it.table.endpoint,
      '--region',
      'us-east-1',
    ],
    paste: (line, cwd = '/') =>
      new Promise((resolve, reject) => {
        const child = spawn('sh', ['-c', line], { cwd, env: { PATH: `${bin}:${PATH}`, HOME, NODE_OPTIONS, ...env } })
        const output = { stdout: '', stderr: '' }
        for (const stream of ['stdout', 'stderr'] as const)
          child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text))
        child.once('error', reject)
        child.once('close', (code, signal) => resolve({ code, signal, ...output }))
      }),
  }
}

function lineAfter(label: string, text: string): string {
  const found = new RegExp(`^\\s*${label}\\s*(pgfold .*)$`, 'm').exec(text)?.[1]
  if (found === undefined) throw new Error(`no command after "${label}" in:\n${text}`)
  return found
}

test('a run stopped half way is resumed by the line that it prints, from anywhere, without a flag or a variable', async () => {
  await using it = await shop(2_000)
  const { folder, env, typed, paste } = await pasteIn(it)
  const states = path.join(folder, 'the states')
  await mkdir(states)
  const running = startCommand(
    'pgfold',
    ['migrate', ...typed, '--state-dir', states, '--page-size', '50', '--workers', '1', '--max-write-units', '300'],
    { cwd: folder, env },
  )
  await running.saw('Processing 50 orders (offset: 50)')
  running.child.kill('SIGINT')
  const stopped = await running.end
  expect(stopped.code).toBe(130)
  const printed = lineAfter('Continue with:', stopped.stdout)
  expect(printed).not.toMatch(/--mapping|--table|--endpoint-url|--region/)

  const [state = ''] = (await readdir(states)).filter((name) => name.startsWith('migration_state_'))
  const recorded = await readFile(path.join(states, state), 'utf8')
  expect(JSON.parse(recorded)).toMatchObject({
    pgfold: {
      format: 5,
      origin: {
        mapping: { kind: 'file', path: path.join(folder, 'shop.ts') },
        table: it.table.name,
        endpoint: it.table.endpoint,
        region: 'us-east-1',
      },
    },
  })
  expect(recorded).not.toContain(password)
  expect(recorded).not.toContain('DATABASE_URL')

  // Another mapping in the same file is refused, and the error names the file.
  await writeFile(path.join(folder, 'shop.ts'), shopMapping.replace("name: 'shop'", "name: 'other'"))
  const changed = await paste(printed)
  expect(changed.code).toBe(78)
  expect(changed.stderr).toContain('RUN_OTHER_MAPPING')
  expect(changed.stderr).toContain(path.join(folder, 'shop.ts'))
  await writeFile(path.join(folder, 'shop.ts'), shopMapping)

  // A file that is gone is an error of its own, with the flag to give; given once, it is recorded.
  await rename(path.join(folder, 'shop.ts'), path.join(folder, 'moved.ts'))
  const gone = await paste(printed)
  expect(gone.code).toBe(78)
  expect(gone.stderr).toContain('CLI_MAPPING_GONE')
  expect(gone.stderr).toContain('--mapping <file>')

  // A variable that is set wins over the state: another table is refused, not quietly left.
  const elsewhere = await paste(`DYNAMODB_TABLE_NAME=no-such-table ${printed}`)
  expect(elsewhere.code).not.toBe(0)
  expect(elsewhere.stderr).not.toContain('CLI_MAPPING_MISSING')

  const again = startCommand('pgfold', ['resume', ...printed.split(' ').slice(2, 3), '--state-dir', states], {
    cwd: folder,
    env: { ...env, PGFOLD_MAPPING: path.join(folder, 'moved.ts') },
  })
  await again.saw('Resuming migration')
  again.child.kill('SIGTERM')
  const second = await again.end
  if (second.code !== 0) {
    const resumed = await paste(lineAfter('Continue with:', second.stdout))
    // 2: the server's position in the WAL has moved meanwhile, so rows are of several snapshots.
    expect([0, 2]).toContain(resumed.code)
  }
  expect(await it.count()).toBe(2_050)
  expect(await readFile(path.join(states, state), 'utf8')).toContain('moved.ts')
})

test('what is printed about a missing table and about differences works as it stands', async () => {
  await using it = await shop(20)
  const { folder, env, typed, paste } = await pasteIn(it)
  const other = `${it.table.name}-other`
  const typedOther = typed.map((word) => (word === it.table.name ? other : word))
  const missing = await startCommand('pgfold', ['migrate', ...typedOther], { cwd: folder, env }).end
  expect(missing.stderr).toContain('TABLE_MISSING')
  const create = lineAfter('Fix:', missing.stderr)
  expect(await paste(create, folder)).toMatchObject({ code: 0 })

  expect((await startCommand('pgfold', ['migrate', ...typedOther], { cwd: folder, env }).end).code).toBe(0)
  const client = new DynamoDBClient(it.table.clientConfig)
  await client.send(
    new DeleteItemCommand({ TableName: other, Key: { pk: { S: 'CUSTOMER#7' }, sk: { S: 'METADATA' } } }),
  )
  client.destroy()
  const validated = await startCommand('pgfold', ['validate', 'all', ...typedOther], { cwd: folder, env }).end
  expect(validated.code).toBe(2)
  const repair = lineAfter('', validated.stdout)
  expect(repair).toContain('--dry-run')
  const page = (await readdir(folder)).find((name) => name.endsWith('.html')) ?? ''
  const shown = /<code>(<span>pgfold<.*?)<\/code>/.exec(await readFile(path.join(folder, page), 'utf8'))?.[1] ?? ''
  const onPage = shown
    .replaceAll(/<\/?(wbr|span)>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
  expect(onPage).toBe(repair)
  const planned = await paste(repair, folder)
  expect(planned.code).toBe(2)
  expect(planned.stdout).toContain('CUSTOMER#7')
  for (const name of (await readdir(folder)).filter((each) => /report|state/.test(each)))
    expect(await readFile(path.join(folder, name), 'utf8')).not.toContain(password)
})
