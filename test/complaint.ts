import { buildApplication, run, type Command, type RouteMap } from '@stricli/core'
import type { CliContext } from '../src/cli/cli-context.ts'
import type { CommandLine } from '../src/cli/command-line.ts'
import { routeInputs } from '../src/cli/route-inputs.ts'

/** The commands without what they do: a call is parsed as ever, and then nothing happens. */
function withoutEffect(target: Command<CliContext> | RouteMap<CliContext>): void {
  if ('getAllEntries' in target) for (const entry of target.getAllEntries()) withoutEffect(entry.target)
  else Object.assign(target, { loader: async () => () => undefined })
}

/** What the parser says against a command; null: nothing. */
export async function complaint(line: CommandLine, words: readonly string[]): Promise<string | null> {
  const { program, root: commands } = line
  const routed = routeInputs(line, words)
  if (words[0] === '--version') return null
  if (routed.kind === 'unknown') return `unknown command ${routed.command}`
  let said = ''
  const stream = { write: (text: string) => (said += text) }
  const context = { process: { stdout: stream, stderr: stream, env: {}, exitCode: undefined as number | undefined } }
  const target = commands.kind === 'command' ? commands.command : commands.routes
  withoutEffect(target as Command<CliContext>)
  const config = {
    name: program,
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  } as const
  const application =
    commands.kind === 'command' ? buildApplication(commands.command, config) : buildApplication(commands.routes, config)
  await run(application, routed.inputs, context as unknown as CliContext)
  return context.process.exitCode === 0 || context.process.exitCode === undefined ? null : said.trim()
}
