import { knownSecrets, redact } from '../output/redact.ts'
import type { TextStream } from '../output/text/terminal.ts'
import type { CliContext } from './cli-context.ts'
import { visibleLines } from '../visible-text.ts'
import type { Preset } from './preset.ts'

export interface ProcessContextOptions {
  readonly program: string
  readonly preset?: Preset
}

/**
 * The context of the real process. Both streams are masked, and made visible, at the last moment, so that no way of
 * printing escapes it.
 */
export function processContext({ program, preset }: ProcessContextOptions): CliContext {
  const urls: string[] = []
  let secrets = knownSecrets(process.env)
  const masked = (stream: NodeJS.WriteStream): TextStream => ({
    write: (text) => stream.write(visibleLines(redact(text, secrets))),
    draw: (text) => stream.write(redact(text, secrets)),
    get isTTY() {
      return stream.isTTY
    },
    get columns() {
      return stream.columns
    },
    get rows() {
      return stream.rows
    },
  })
  const stdout = masked(process.stdout)
  const stderr = masked(process.stderr)
  return {
    process: { stdout, stderr, env: process.env },
    program,
    env: process.env,
    stdout,
    stderr,
    preset: preset ?? null,
    hideSecretsOf(url) {
      urls.push(url)
      secrets = knownSecrets(process.env, urls)
    },
    outcome: null,
    helpWanted: false,
  }
}
