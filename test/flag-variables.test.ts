import type { Command, RouteMap } from '@stricli/core'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { app } from '../src/cli/app.ts'
import type { CliContext } from '../src/cli/cli-context.ts'
import { presetMigrateLine } from '../src/cli/preset-migrate-line.ts'
import { presetValidateLine } from '../src/cli/preset-validate-line.ts'
import { runCli } from '../src/cli/run-cli.ts'

/** Given by the parser itself: they show something and do nothing else. */
const withoutVariable = ['--help', '--version']
const commandFolder = path.resolve(import.meta.dirname, '../src/cli')

interface Flag {
  readonly command: string
  readonly name: string
  readonly brief: string
}

function flagsOf(target: Command<CliContext> | RouteMap<CliContext>, command: string): Flag[] {
  if ('getAllEntries' in target)
    return target.getAllEntries().flatMap(({ name, target: next }) => flagsOf(next, `${command} ${name.original}`))
  const { flags } = target.parameters as { readonly flags?: Readonly<Record<string, { readonly brief: string }>> }
  return Object.entries(flags ?? {}).map(([name, { brief }]) => ({ command, name, brief }))
}

const flags = [app, presetMigrateLine('migrate_to_dynamo', ''), presetValidateLine('validate_migration', '')].flatMap(
  ({ program, root }) => flagsOf(root.kind === 'command' ? root.command : root.routes, program),
)

function variableOf({ brief }: Flag): string | null {
  return /\[([A-Z][A-Z0-9_]+)\]$/.exec(brief)?.[1] ?? null
}

test('every flag of every command has a variable, and its help names it', () => {
  expect(flags.length).toBeGreaterThan(100)
  const without = flags.filter((flag) => variableOf(flag) === null).map(({ command, name }) => `${command} --${name}`)
  expect(without).toEqual([])
})

test('the help of a command shows no other flag', async () => {
  let text = ''
  const stdout = { write: (more: string) => void (text += more) }
  const context: CliContext = { ...bare({}), process: { stdout, stderr: stdout, env: {} }, stdout }
  await runCli(app, ['init', '--help'], context)
  const shown = text.split('\n').filter((line) => /^\s+(?:-\w )?\s*\[?--\w/.test(line))
  expect(shown.length).toBeGreaterThan(7)
  // A brief may go on over the next line, so only the flags are counted here.
  const names = shown.map((line) => /--[\w-]+/.exec(line)?.[0] ?? '').filter((name) => !withoutVariable.includes(name))
  expect(names.toSorted()).toEqual(
    flags
      .filter(({ command }) => command === 'pgfold init')
      .map(({ name }) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
      .toSorted(),
  )
})

test('a variable means one flag, and a flag has the same variable in every command', () => {
  const meanings = new Map<string, Set<string>>()
  for (const flag of flags) {
    const variable = variableOf(flag) ?? ''
    meanings.set(variable, (meanings.get(variable) ?? new Set()).add(flag.name))
  }
  expect([...meanings].filter(([, names]) => names.size > 1)).toEqual([])
  const variables = Map.groupBy(flags, ({ name }) => name)
  const several = [...variables].filter(([, same]) => new Set(same.map(variableOf)).size > 1).map(([name]) => name)
  // The default differs, and a file for both would be overwritten.
  expect(several).toEqual(['out'])
})

/** Whoever reads a flag without its variable makes the promise untrue. */
test('no command reads a flag past its variable', async () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    // Their variables are read where the target is resolved, with those of the AWS SDK.
    'flags/target-flags.ts': ['endpointUrl', 'region'],
    // A preset has its own mapping, which the variable of another shell session must not replace.
    'flags/mapping-flags.ts': ['mapping'],
    // Both at once are refused only where both were typed.
    'flags/source-flags.ts': ['source', 'sourceFile'],
  }
  const entries = await readdir(commandFolder, { recursive: true })
  const past: string[] = []
  let read = 0
  for (const entry of entries.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const source = (await readFile(path.join(commandFolder, entry), 'utf8')).replaceAll(
      /^import [\s\S]*? from '.*'$/gm,
      '',
    )
    for (const { 1: reader, 2: flag = '' } of source.matchAll(/(\w+\(\w+, )?\bflags\.(\w+)(?!\.ts)/g)) {
      if (/^(?:valueOf|switchOf|givenSwitch)\(/.test(reader ?? '')) read += 1
      else if (allowed[entry]?.includes(flag) !== true) past.push(`${entry}: flags.${flag}`)
    }
  }
  expect(read).toBeGreaterThan(30)
  expect(past).toEqual([])
})

test('a command can be given by variables alone, and the flag wins', async () => {
  const variables = {
    PGFOLD_MAPPING: 'ratel',
    DYNAMODB_TABLE_NAME: 'from-variable',
    PGFOLD_PRINT: 'yes',
    PGFOLD_BILLING: 'provisioned',
    PGFOLD_READ_UNITS: '7',
    PGFOLD_WRITE_UNITS: '9',
  }
  expect(await printed([], variables)).toMatchObject({
    TableName: 'from-variable',
    ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 9 },
  })
  expect(await printed(['--table', 'from-flag', '--read-units', '8'], variables)).toMatchObject({
    TableName: 'from-flag',
    ProvisionedThroughput: { ReadCapacityUnits: 8, WriteCapacityUnits: 9 },
  })
})

async function printed(words: readonly string[], env: Readonly<Record<string, string>>): Promise<unknown> {
  let text = ''
  const context = { ...bare(env), stdout: { write: (more: string) => void (text += more) } }
  expect(await runCli(app, ['table', 'create', ...words], context)).toBe(0)
  return JSON.parse(text)
}

function bare(env: Readonly<Record<string, string>>): CliContext {
  const silent = { write: () => undefined }
  return {
    process: { stdout: silent, stderr: silent, env },
    program: 'pgfold',
    env,
    stdout: silent,
    stderr: silent,
    preset: null,
    hideSecretsOf: () => undefined,
    outcome: null,
    helpWanted: false,
  }
}
