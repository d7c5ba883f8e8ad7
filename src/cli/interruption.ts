import type { ExitCode } from '../errors/error-entry.ts'

/** Why a run is asked to stop: a signal, or the process looking after itself. */
export class StopRequest extends Error {
  override readonly name = 'StopRequest'
  readonly exit: ExitCode

  constructor(reason: string, exit: ExitCode) {
    super(reason)
    this.exit = exit
  }
}

export interface Interruption extends Disposable {
  readonly signal: AbortSignal
  /** 130 or 143 after a signal, the stop's own code otherwise; null while nothing asked for a stop. */
  readonly exit: () => ExitCode | null
  /** Asks for a stop from inside the process. */
  readonly stop: (request: StopRequest) => void
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
  const controller = new AbortController()
  const stop = (request: StopRequest) => {
    if (!controller.signal.aborted) controller.abort(request)
  }
  const onSignal = (name: 'SIGINT' | 'SIGTERM') => {
    if (controller.signal.aborted) process.exit(exits[name])
    print(`${name}: stopping cleanly; finishing what is under way and saving the state. A second signal stops at once.`)
    stop(new StopRequest(name, exits[name]))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    exit: () => (controller.signal.reason instanceof StopRequest ? controller.signal.reason.exit : null),
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
