import { countOf, formatCount } from '../format-count.ts'
import type { RetryRejectsEvent, RetryRejectsListener } from '../run/rejects/retry-rejects-options.ts'
import type { LogFormat } from './run-listener.ts'
import { textBlock } from './text/text-block.ts'
import type { TextStream } from './text/terminal.ts'

/** The display of a retry of rejected rows: JSON lines, or lines for a person. */
export function retryRejectsListener({
  stream,
  format,
  quiet,
}: {
  readonly stream: TextStream
  readonly format: LogFormat
  readonly quiet: boolean
}): RetryRejectsListener {
  let isThrottleSaid = false
  return (event) => {
    if (format === 'ndjson') {
      const { kind, ...fields } = event
      stream.write(`${JSON.stringify({ type: kind, at: new Date().toISOString(), ...fields })}\n`)
      return
    }
    if (event.kind === 'throttled' && isThrottleSaid) return
    isThrottleSaid ||= event.kind === 'throttled'
    const line = lineOf(event)
    if (line !== null && (!quiet || event.kind === 'warning' || event.kind === 'throttled'))
      stream.write(`${textBlock([line])}\n`)
  }
}

function lineOf(event: RetryRejectsEvent): string | null {
  switch (event.kind) {
    case 'retry-started':
      return `${event.dryRun ? 'Looking at' : 'Retrying'} ${countOf(event.rejects, 'rejected row')} of ${event.runId} (table ${event.table})`
    case 'retry-progress':
      return `${formatCount(event.done)} of ${countOf(event.rejects, 'row')} done`
    case 'warning':
      return `Warning: ${event.detail} (${event.code})`
    case 'throttled':
      return `Warning: DynamoDB throttles (${event.reason} on ${event.resource}); pgfold waits and continues`
    case 'retried':
      return `Retry ${event.attempt} after ${event.code}`
    default:
      return null
  }
}
