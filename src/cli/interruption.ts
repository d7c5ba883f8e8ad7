import type { ExitCode } from '../errors/error-entry.ts'

export interface Interruption extends Disposable {
  /** Aborted with the name of the signal, or with the reason given to `stop`. */
  readonly signal: AbortSignal
  /** 130 or 143 after a signal, what `stop` was given otherwise; null while nothing asked for a stop. */
  readonly exit: () => ExitCode | null
  /** Asks for a stop from inside the process. */
  readonly stop: (reason: string, exit: ExitCode) => void
  /** Where the announcement goes while something else draws on the terminal. */
  readonly announceBy: (print: (text: string) => void) => void
}

const exits = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * The first SIGINT or SIGTERM asks for a clean stop and says so; the second ends the process at once. What was saved
 * before is safe either way. Disposing gives the signals back.
 */
export function listenForInterruption(announce: (text: string) => void): Interruption {
  let print = announce
  let asked: ExitCode | null = null
  const controller = new AbortController()
  const stop = (reason: string, exit: ExitCode) => {
    if (asked !== null) return
    asked = exit
    controller.abort(reason)
  }
  const onSignal = (name: 'SIGINT' | 'SIGTERM') => {
    if (asked !== null) process.exit(exits[name])
    print(
      `${name}: stopping cleanly; what is under way is finished and the state saved. A second signal stops at once.`,
    )
    stop(name, exits[name])
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    exit: () => asked,
    stop,
    announceBy(next) {
      print = next
    },
    [Symbol.dispose]() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
