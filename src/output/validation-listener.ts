import type { ValidationEvent, ValidationListener } from '../validate/validation-event.ts'
import { visibleText } from '../visible-text.ts'
import { truncateToWidth } from './text/display-width.ts'
import { LiveBlock } from './text/live-block.ts'
import type { LogFormat } from './run-listener.ts'
import type { Terminal, TextStream } from './text/terminal.ts'
import { textBlock } from './text/text-block.ts'
import { validationHeartbeat, validationLines } from './text/validation-lines.ts'
import { applyValidationEvent, initialValidationView } from './validation-view.ts'

export interface ValidationDisplay extends Disposable {
  readonly onEvent: ValidationListener
  readonly note: (text: string) => void
}

export interface ValidationDisplayOptions {
  readonly stream: TextStream
  readonly terminal: Terminal
  readonly format: LogFormat
  readonly quiet: boolean
}

const heartbeatMs = 10_000

/** The display of a validation: JSON lines, one live line for a person, or lines for a log. */
export function validationListener(options: ValidationDisplayOptions): ValidationDisplay {
  if (options.format === 'ndjson') return ndjsonDisplay(options.stream)
  return options.terminal.live && !options.quiet ? liveDisplay(options.stream) : lineDisplay(options)
}

function ndjsonDisplay(stream: TextStream): ValidationDisplay {
  let seq = 0
  let runId = ''
  const emit = (event: ValidationEvent) => {
    if (event.kind === 'validation-started') runId = event.id
    seq += 1
    // The report may be large; it has a file and a place on stdout of its own.
    const { kind, ...fields } =
      event.kind === 'validation-finished'
        ? { kind: event.kind, ok: event.report.ok, reportFile: event.reportFile, htmlFile: event.htmlFile }
        : event
    stream.write(`${JSON.stringify({ type: kind, runId, seq, at: new Date().toISOString(), ...fields })}\n`)
  }
  return { onEvent: emit, note: (text) => emit({ kind: 'warning', code: 'note', detail: text }), [Symbol.dispose]() {} }
}

function lineDisplay({ stream, quiet }: ValidationDisplayOptions): ValidationDisplay {
  let lastLineAt = Date.now()
  let view = initialValidationView
  const print = (lines: readonly string[]) => {
    if (lines.length === 0) return
    lastLineAt = Date.now()
    stream.write(`${textBlock(lines)}\n`)
  }
  return {
    onEvent(event) {
      view = applyValidationEvent(view, event)
      if (quiet && event.kind !== 'warning' && event.kind !== 'throttled') return
      print(validationLines(event, view))
      const heartbeat = quiet ? null : validationHeartbeat(view)
      if (heartbeat !== null && Date.now() - lastLineAt >= heartbeatMs) print([heartbeat])
    },
    note: (text) => print([text]),
    [Symbol.dispose]() {},
  }
}

function liveDisplay(stream: TextStream): ValidationDisplay {
  let view = initialValidationView
  let finished = false
  const block = new LiveBlock(stream, (width) =>
    finished
      ? []
      : [
          truncateToWidth(
            visibleText(validationHeartbeat(view) ?? 'Checking source and table'),
            Math.max(10, width - 1),
          ),
        ],
  )
  return {
    onEvent(event) {
      finished ||= event.kind === 'validation-finished'
      view = applyValidationEvent(view, event)
      block.print(validationLines(event, view))
    },
    note: (text) => block.print([text]),
    [Symbol.dispose]() {
      finished = true
      block[Symbol.dispose]()
    },
  }
}
