import { buildApplication, ExitCode as ParserExit, run, text_en } from '@stricli/core'
import type { ExitCode } from '../errors/error-entry.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { nearest } from '../mapping/did-you-mean.ts'
import type { CommandLine } from './command-line.ts'
import type { CliContext } from './cli-context.ts'
import { packageVersion } from './package-version.ts'
import { reportError } from './report-error.ts'
import { routeInputs } from './route-inputs.ts'

/**
 * Runs one command line and gives its exit code; never throws. Nothing but the parser is loaded before a command runs.
 */
export async function runCli(line: CommandLine, inputs: readonly string[], context: CliContext): Promise<ExitCode> {
  const json = inputs.includes('--json')
  const routed = routeInputs(line, inputs)
  try {
    if (routed.kind === 'unknown') context.outcome = reportError(unknownCommand(line, routed.command), context, json)
    else await run(application(line, context, json), routed.inputs, context)
  } catch (error) {
    context.outcome = reportError(error, context, json)
  }
  // A word that is unknown to a command is answered with the help of that command.
  if (context.helpWanted)
    await showHelp(line, context, routed.kind === 'run' && line.root.kind === 'routes' ? routed.inputs.slice(0, 1) : [])
  return context.outcome ?? exitOf(context.process.exitCode)
}

function unknownCommand(line: CommandLine, command: string): PgfoldError {
  const guess = nearest(command, line.root.kind === 'routes' ? line.root.names : [])
  return new PgfoldError('CLI_UNKNOWN_COMMAND', {
    detail: guess === null ? command : `${command}. Did you mean "${guess}"?`,
  })
}

async function showHelp(line: CommandLine, context: CliContext, command: readonly string[]): Promise<void> {
  await run(application(line, context, false), [...command, '--help'], {
    ...context,
    process: { ...context.process, stdout: context.stderr },
  })
}

function application(line: CommandLine, context: CliContext, json: boolean) {
  /**
   * The parser prints what it is given, so the error goes out once, in our form, and it prints only the end of a line.
   */
  const usage = (detail: string): string => {
    context.outcome = reportError(
      new PgfoldError('CLI_USAGE', { detail, fix: `See ${line.program} --help, or add --help to the command.` }),
      context,
      json,
    )
    return ''
  }
  const config = {
    name: line.program,
    versionInfo: { getCurrentVersion: async () => packageVersion() },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { onlyRequiredInUsageLine: true, disableAnsiColor: (context.env['NO_COLOR'] ?? '') !== '' },
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: ({
          input,
          corrections,
        }: {
          readonly input: string
          readonly corrections: readonly string[]
        }) =>
          usage(
            `Unknown command: ${input}${corrections.length === 0 ? '' : `. Did you mean ${corrections.join(' or ')}?`}`,
          ),
        exceptionWhileParsingArguments: (error: unknown) =>
          usage(error instanceof Error ? error.message : 'the arguments could not be read'),
        exceptionWhileLoadingCommandFunction: (error: unknown) => {
          context.outcome = reportError(error, context, json)
          return ''
        },
        exceptionWhileRunningCommand: (error: unknown) => {
          context.outcome = reportError(error, context, json)
          return ''
        },
      },
    },
  } as const
  return line.root.kind === 'command'
    ? buildApplication(line.root.command, config)
    : buildApplication(line.root.routes, config)
}

function exitOf(code: StricliExit): ExitCode {
  if (code === ParserExit.Success || code === undefined || code === null) return 0
  return code === ParserExit.UnknownCommand || code === ParserExit.InvalidArgument ? 64 : 1
}

type StricliExit = CliContext['process']['exitCode']
