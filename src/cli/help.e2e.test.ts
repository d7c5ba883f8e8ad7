import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runCommand, type CommandName } from '../../test/run-command.ts'
import { envelopeSchema, explainDataSchema, versionDataSchema } from '../output/json/json-schemas.ts'

const commands = [
  [],
  ['migrate'],
  ['resume'],
  ['retry-rejects'],
  ['status'],
  ['validate'],
  ['repair'],
  ['inspect'],
  ['init'],
  ['check'],
  ['design'],
  ['table'],
  ['table', 'create'],
  ['table', 'show'],
  ['table', 'check'],
  ['grants'],
  ['iam-policy'],
  ['explain'],
  ['version'],
]

test('help of every command', async () => {
  for (const words of commands) {
    const { code, stdout, stderr } = await runCommand('pgfold', [...words, '--help'])
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' })
    expect(stdout).toMatchSnapshot(['pgfold', ...words].join(' '))
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThan(170)
  }
})

test.each<[CommandName, readonly string[]]>([
  ['pgfold', []],
  ['pgfold', ['help']],
  ['pgfold', ['-h']],
  ['pgfold', ['help', 'migrate']],
  ['migrate_to_dynamo', ['help']],
  ['migrate_to_dynamo', ['--help']],
  ['migrate_to_dynamo', ['-h']],
  ['validate_migration', ['help']],
  ['validate_migration', ['--help']],
  ['validate_migration', ['-h']],
])('%s %j is help on stdout', async (name, args) => {
  const { code, stdout, stderr } = await runCommand(name, args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^USAGE/)
})

test("the guide's commands show the guide's variables and defaults", async () => {
  for (const name of ['migrate_to_dynamo', 'validate_migration'] as const) {
    const { stdout } = await runCommand(name, ['help'])
    for (const text of [
      'DATABASE_URL',
      'postgresql://localhost:5432/ratel',
      'DYNAMODB_TABLE_NAME',
      'ratel-local',
      'AWS_ENDPOINT_URL_DYNAMODB',
    ])
      expect(stdout).toContain(text)
  }
  const { stdout } = await runCommand('migrate_to_dynamo', ['help'])
  for (const text of ['resume', 'status']) expect(stdout).toContain(text)
})

test.each<[CommandName, readonly string[], RegExp]>([
  ['pgfold', ['migrat'], /^Unknown command: migrat\. Did you mean "migrate"\?\n\nUSAGE/],
  ['pgfold', ['qqqqqqqq'], /^Unknown command: qqqqqqqq\n\nUSAGE/],
  ['migrate_to_dynamo', ['statu'], /^Unknown command: statu\. Did you mean "status"\?\n\nUSAGE/],
  ['validate_migration', ['user'], /^Unknown command: user\. Did you mean "USER"\?\n\nUSAGE/],
  ['pgfold', ['migrate', '--worker', '3'], /CLI_USAGE/],
  ['pgfold', ['migrate', '--workers', '0'], /whole number from 1 to 256/],
  ['pgfold', ['migrate', '--workers', '1e2'], /whole number from 1 to 256/],
  ['pgfold', ['migrate', '--batch-size', '26'], /whole number from 1 to 25/],
  ['pgfold', ['migrate', '--transport', 'carrier-pigeon'], /expected sdk or direct/],
  ['pgfold', ['migrate', '--on-existing', 'replace'], /expected refuse or append/],
  ['pgfold', ['migrate', 'now'], /CLI_USAGE/],
  ['pgfold', ['resume'], /CLI_USAGE/],
  ['pgfold', ['table', 'drop'], /Unknown command: drop/],
  ['pgfold', ['status', '../../etc/passwd'], /LEDGER_NAME_INVALID/],
  ['migrate_to_dynamo', ['resume'], /CLI_USAGE/],
  ['validate_migration', ['sample', 'many'], /sample size "many".*whole number/],
  ['validate_migration', ['sample', '0'], /sample size "0"/],
  ['validate_migration', ['sample', '10', '20'], /"sample" takes one number/],
  ['validate_migration', ['all', 'users'], /"all" takes nothing after it/],
  ['pgfold', ['explain', 'NO_SUCH_CODE'], /CLI_UNKNOWN_CODE/],
])('%s %j is a usage error', async (name, args, text) => {
  const { code, stdout, stderr } = await runCommand(name, args)
  expect(stderr).toMatch(text)
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
  expect(stderr).not.toMatch(/\n\s+at .*\.[jt]s/)
})

test('what the environment lacks or has wrong is a matter of configuration', async () => {
  const cwd = await mkdtemp(path.join(tmpdir(), 'pgfold-'))
  const cases: readonly [readonly string[], Readonly<Record<string, string>>, RegExp][] = [
    [['migrate'], { DATABASE_URL: 'postgresql://localhost/none' }, /CLI_MAPPING_MISSING|TARGET_TABLE_NAME_INVALID/],
    [['migrate'], { PGFOLD_WORKERS: 'four' }, /CLI_ENVIRONMENT_VALUE.*|PGFOLD_WORKERS: expected a whole number/],
    [
      ['migrate', '--mapping', 'none.ts', '--table', 'shop'],
      { DATABASE_URL: 'postgresql://localhost/none' },
      /MAPPING_FILE_UNREADABLE/,
    ],
    [['status', 'migration_1'], {}, /LEDGER_NOT_FOUND/],
    [['migrate', '--source-file', 'none.txt'], {}, /CLI_SOURCE_FILE/],
  ]
  for (const [args, env, text] of cases) {
    const { code, stdout, stderr } = await runCommand('pgfold', args, { cwd, env })
    expect(stderr).toMatch(text)
    expect({ args, code, stdout }).toEqual({ args, code: 78, stdout: '' })
  }
})

test('no secret of flag, file or environment comes back', { timeout: 180_000 }, async () => {
  const cwd = await mkdtemp(path.join(tmpdir(), 'pgfold-'))
  const canary = 'C4naryWert77'
  const url = `postgresql://app:${canary}@127.0.0.1:1/shop`
  await writeFile(path.join(cwd, 'source.txt'), `${url}\n`, { mode: 0o600 })
  await writeFile(path.join(cwd, 'two.txt'), `${url} ${url}`, { mode: 0o600 })
  const cases: readonly (readonly [readonly string[], Readonly<Record<string, string>>])[] = [
    [['migrate', '--source', url, '--source', url], {}],
    [['migrate', '--source', url, '--source-file', 'source.txt', '--table', 'shop'], {}],
    [['migrate', '--source-file', 'two.txt', '--table', 'shop'], {}],
    [['migrate', '--endpoint-url', `ftp://x:${canary}@y`], {}],
    [['migrate', url], {}],
    [[url], {}],
  ]
  for (const [args, env] of cases) {
    for (const debug of ['', '1']) {
      const { code, stdout, stderr } = await runCommand('pgfold', [...args, '--json'], {
        cwd,
        env: { ...env, PGFOLD_DEBUG: debug, AWS_SECRET_ACCESS_KEY: `${canary}secret` },
      })
      expect(code).toBeGreaterThan(0)
      expect(stdout + stderr).not.toContain(canary)
    }
  }
})

test('--json answers errors and results in one envelope', async () => {
  const version = await runCommand('pgfold', ['version', '--json'])
  expect(envelopeSchema(versionDataSchema).strict().parse(JSON.parse(version.stdout))).toMatchObject({
    ok: true,
    error: null,
  })
  const explained = await runCommand('pgfold', ['explain', 'cli_usage', '--json'])
  expect(envelopeSchema(explainDataSchema).strict().parse(JSON.parse(explained.stdout)).data).toMatchObject({
    code: 'CLI_USAGE',
    exit: 64,
  })
  for (const args of [
    ['migrate', '--workers', 'x', '--json'],
    ['nonsense', '--json'],
    ['status', 'migration_1', '--json'],
  ]) {
    const { code, stdout } = await runCommand('pgfold', args)
    const answer = envelopeSchema(versionDataSchema).strict().parse(JSON.parse(stdout))
    expect(answer).toMatchObject({ ok: false, data: null, error: { exitCode: code } })
  }
})

test('--version is the version of the package', async () => {
  expect((await runCommand('pgfold', ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

/** Start-up time follows from what is loaded; the modules are the thing to hold, a clock on a busy machine is not. */
test('help loads neither zod nor pg nor the AWS SDK', async () => {
  const watch = `data:text/javascript,import{registerHooks}from'node:module';registerHooks({load(u,c,n){process.stderr.write('loaded '+u+'\\n');return n(u,c)}})`
  const { stderr } = await runCommand('pgfold', ['migrate', '--help'], { nodeOptions: ['--import', watch] })
  expect(stderr).toContain('loaded ')
  expect(stderr.split('\n').filter((line) => /node_modules\/(?!@stricli)/.test(line))).toEqual([])
})
