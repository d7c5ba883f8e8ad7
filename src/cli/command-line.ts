import type { Command, RouteMap } from '@stricli/core'
import type { CliContext } from './cli-context.ts'

/** A program: its name, its commands, and what a call without a command means. */
export interface CommandLine {
  readonly program: string
  readonly root:
    | { readonly kind: 'routes'; readonly routes: RouteMap<CliContext>; readonly names: readonly string[] }
    | { readonly kind: 'command'; readonly command: Command<CliContext> }
  /** Put in front when the first word is missing or a flag. */
  readonly defaultCommand: string | null
}
