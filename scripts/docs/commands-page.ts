import type { RouteMap } from '@stricli/core'
import { app } from '../../src/cli/app.ts'
import type { CommandLine } from '../../src/cli/command-line.ts'
import type { CliContext } from '../../src/cli/cli-context.ts'
import { presetValidateLine } from '../../src/cli/preset-validate-line.ts'
import { presetMigrateLine } from '../../src/cli/preset-migrate-line.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { migrateDescription, validateDescription } from '../../src/ratel/ratel-preset.ts'

const presets = [
  presetMigrateLine('migrate_to_dynamo', migrateDescription),
  presetValidateLine('validate_migration', validateDescription),
]

/** The help of every command, as the commands print it. */
export async function commandsPage(): Promise<string> {
  const sections = [
    '# Commands',
    '',
    'The help of every command, as `--help` prints it. A flag goes before its environment variable, which stands in brackets. Exit codes: 0 done; 1 failed;',
    '2 done, with findings (rejected rows, differences, warnings of a check); 3 stopped early, can be resumed; 64 the command line is not understood;',
    '78 configuration; 130 and 143 stopped cleanly by a signal. This page is written by `scripts/write-docs.ts`.',
    '',
  ]
  for (const words of [[], ...(app.root.kind === 'routes' ? commandsOf(app.root.routes) : [])])
    sections.push(...(await section(app, words)))
  for (const line of presets) sections.push(...(await section(line, [])))
  return sections.join('\n')
}

async function section(line: CommandLine, words: readonly string[]): Promise<readonly string[]> {
  const help = await helpOf(line, words)
  return [`## ${[line.program, ...words].join(' ')}`, '', '```text', help.trimEnd(), '```', '']
}

/** In the order of registration, a group before its members. */
function commandsOf(routes: RouteMap<CliContext>, before: readonly string[] = []): readonly (readonly string[])[] {
  return routes.getAllEntries().flatMap(({ name, target }) => {
    const words = [...before, name.original]
    return 'getAllEntries' in target ? [words, ...commandsOf(target, words)] : [words]
  })
}

async function helpOf(line: CommandLine, words: readonly string[]): Promise<string> {
  let printed = ''
  const stdout = { write: (text: string) => void (printed += text) }
  const env = { NO_COLOR: '1' }
  const context: CliContext = {
    process: { stdout, stderr: stdout, env },
    program: line.program,
    env,
    stdout,
    stderr: stdout,
    preset: null,
    hideSecretsOf: () => undefined,
    outcome: null,
    helpWanted: false,
  }
  const code = await runCli(line, [...words, '--help'], context)
  if (code !== 0 || printed === '') throw new Error(`no help for "${words.join(' ')}"`)
  return printed
}
