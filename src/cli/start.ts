import type { CommandLine } from './command-line.ts'
import { processContext } from './process-context.ts'
import type { Preset } from './preset.ts'
import { runCli } from './run-cli.ts'

/** Long enough for open connections to close; a finished command must not hang on one that does not. */
const lingerMilliseconds = 3_000

/** The body of an executable: runs the process's own command line and leaves with its exit code. */
export async function start(line: CommandLine, preset?: Preset): Promise<void> {
  // `pgfold status … | head` closes the pipe early; that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const context = processContext({ program: line.program, ...(preset === undefined ? {} : { preset }) })
  process.exitCode = await runCli(line, process.argv.slice(2), context)
  setTimeout(() => process.exit(), lingerMilliseconds).unref()
}
