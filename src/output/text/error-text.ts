import { assertNever } from '../../assert-never.ts'
import { visibleLines, visibleText } from '../../visible-text.ts'
import type { ErrorEntry } from '../../errors/error-entry.ts'
import { paint } from './terminal.ts'
import { asPgfoldError } from './as-pgfold-error.ts'
import { type TextBlock, textBlock } from './text-block.ts'

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

/** The long form for `pgfold explain`. */
export function explainText(code: string, entry: ErrorEntry): TextBlock {
  return textBlock([
    code,
    '',
    `What:   ${entry.title}`,
    `Why:    ${entry.why}`,
    `Fix:    ${entry.fix}`,
    `Effect: ${effectOf(entry)}`,
    `Exit:   ${entry.exit}`,
  ])
}

function effectOf({ retry, exit }: ErrorEntry): string {
  switch (retry) {
    case 'retry':
      return 'pgfold waits and tries again by itself. You see this error only if that does not help.'
    case 'reject':
      return 'The row or item goes to the reject file, and the run continues.'
    case 'note':
      return exit === 0
        ? 'None: this is a note, and the command continues.'
        : 'It is listed, and the command continues. A command that only checks ends with this exit code.'
    case 'stop':
      return 'The command stops. Saved work is kept.'
    default:
      return assertNever(retry)
  }
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n        ')
}

function stacks(thrown: unknown): string[] {
  const lines: string[] = []
  let error = thrown
  for (let depth = 0; error !== undefined && error !== null && depth < 8; depth += 1) {
    lines.push(
      `${depth === 0 ? '' : 'Caused by: '}${error instanceof Error ? (error.stack ?? error.message) : typeof error}`,
    )
    error = error instanceof Error ? error.cause : undefined
  }
  return lines
}
