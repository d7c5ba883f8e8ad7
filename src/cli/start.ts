import { boundHeap } from '../run/bound-heap.ts'
import type { CommandLine } from './command-line.ts'
import type { CliContext } from './cli-context.ts'
import { processContext } from './process-context.ts'
import type { Preset } from './preset.ts'
import { runCli } from './run-cli.ts'

/** Long enough for open connections to close; a finished command must not hang on one that does not. */
const lingerMs = 3_000

/** The body of an executable: runs the process's own command line and leaves with its exit code. */
export async function start(line: CommandLine, preset?: Preset): Promise<void> {
  boundHeap()
  // `pgfold status … | head` closes the pipe early; that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const context = processContext({ program: line.program, ...(preset === undefined ? {} : { preset }) })
  showRuntimeWarnings(context)
  process.exitCode = await runCli(line, process.argv.slice(2), context)
  setTimeout(() => process.exit(), lingerMs).unref()
}

/**
 * Warnings of Node and of libraries go through the masked stream like everything else. The one about a mapping file
 * without a package.json is of no use to its author.
 */
function showRuntimeWarnings({ stderr }: CliContext): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning: Error & { readonly code?: string }) => {
    if (warning.code !== 'MODULE_TYPELESS_PACKAGE_JSON')
      stderr.write(`Warning: ${warning.message}${warning.code === undefined ? '' : ` (${warning.code})`}\n`)
  })
}
