import type { CommandContext, StricliProcess } from '@stricli/core'
import type { ExitCode } from '../errors/error-entry.ts'
import type { TextStream } from '../output/text/terminal.ts'
import type { Preset } from './preset.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What a command may touch of the process; a test passes its own. */
export interface CliContext extends CommandContext {
  readonly process: StricliProcess
  /** The name that the user typed, for hints: `app`, or that of a preset's command. */
  readonly program: string
  readonly env: Environment
  /** Results. Nothing else goes here. */
  readonly stdout: TextStream
  /** Progress, warnings, errors. */
  readonly stderr: TextStream
  readonly preset: Preset | null
  /** From now on the secrets of this URL are masked in everything that is written. */
  readonly hideSecretsOf: (url: string) => void
  /** The exit code that the command decided on; null while none did. */
  outcome: ExitCode | null
  /** Set by an error that the help answers best; printed on stderr after it. */
  helpWanted: boolean
}
