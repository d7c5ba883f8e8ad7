import { visibleLines, visibleText } from '../../visible-text.ts'
import type { ErrorEntry } from '../../errors/error-entry.ts'
import { paint } from './terminal.ts'
import { textBlock, type TextBlock } from './text-block.ts'
import { asPgfoldError } from './unexpected-error.ts'

export interface ErrorTextOptions {
  readonly color?: boolean
  /**
   * PGFOLD_DEBUG: the stacks of the error and its causes follow. They may hold values, so this is for one's own eyes.
   */
  readonly debug?: boolean
}

/**
 * What happened, where, why, what to do, and the code to look up, for `draw`: it may have colours. No stack unless
 * asked.
 */
export function errorText(thrown: unknown, options: ErrorTextOptions = {}): string {
  const error = asPgfoldError(thrown)
  const color = options.color ?? false
  return [
    `${paint('Error:', 'red', color)} ${paint(visibleLines(error.message), 'bold', color)}`,
    ...(error.place === undefined ? [] : [`  At:   ${visibleText(error.place)}`]),
    `  Why:  ${indented(error.entry.why)}`,
    `  Fix:  ${indented(visibleLines(error.fix))}`,
    `  Code: ${error.code} ${paint(`(pgfold explain ${error.code})`, 'dim', color)}`,
    ...(options.debug === true ? ['', ...stacks(thrown).map(visibleLines)] : []),
  ].join('\n')
}

/** The same facts for `--json`. */
export interface ErrorData {
  readonly code: string
  readonly message: string
  readonly place: string | null
  readonly why: string
  readonly fix: string
  readonly exitCode: number
}

export function errorData(thrown: unknown): ErrorData {
  const error = asPgfoldError(thrown)
  return {
    code: error.code,
    message: error.message,
    place: error.place ?? null,
    why: error.entry.why,
    fix: error.fix,
    exitCode: error.exit,
  }
}

/** The long form for `pgfold explain`. */
export function explainText(code: string, entry: ErrorEntry): TextBlock {
  const effect = {
    retry: 'The engine waits and tries again by itself; it is reported when trying again did not help.',
    reject: 'The one row or item is set aside in the reject file, and the run goes on.',
    stop: 'The run stops; what was durable stays so.',
  }[entry.retry]
  return textBlock([
    code,
    '',
    `What:   ${entry.title}`,
    `Why:    ${entry.why}`,
    `Fix:    ${entry.fix}`,
    `Effect: ${effect}`,
    `Exit:   ${entry.exit}`,
  ])
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n        ')
}

function stacks(thrown: unknown): string[] {
  const lines: string[] = []
  let error = thrown
  for (let depth = 0; error !== undefined && error !== null && depth < 8; depth++) {
    lines.push(
      `${depth === 0 ? '' : 'Caused by: '}${error instanceof Error ? (error.stack ?? error.message) : typeof error}`,
    )
    error = error instanceof Error ? error.cause : undefined
  }
  return lines
}
