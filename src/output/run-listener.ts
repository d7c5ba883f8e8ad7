import type { EventListener, RunEvent } from '../run/run-event.ts'
import { LiveBlock } from './text/live-block.ts'
import { ndjsonLine } from './json/ndjson-line.ts'
import { progressBlock } from './text/progress-block.ts'
import { heartbeatLine, progressLines } from './text/progress-lines.ts'
import { watchAlerts } from './run-alerts.ts'
import { applyEvent, initialRunView } from './run-view.ts'
import type { Terminal, TextStream } from './text/terminal.ts'
import { textBlock } from './text/text-block.ts'

export type LogFormat = 'text' | 'ndjson'

export interface RunListener extends Disposable {
  readonly onEvent: EventListener
  /** A line of the command's own, placed where it does not disturb the display. */
  readonly note: (text: string) => void
}

export interface RunListenerOptions {
  readonly stream: TextStream
  readonly terminal: Terminal
  readonly format: LogFormat
  /** No progress at all; alerts and warnings stay. */
  readonly quiet?: boolean
}

/** A log that nobody watches still shows that the run is alive. */
const heartbeatMs = 10_000

/** Chooses the display for a run: events as JSON lines, a live block for a person, or the guide's lines for a log. */
export function runListener(options: RunListenerOptions): RunListener {
  if (options.format === 'ndjson') return ndjsonListener(options.stream)
  return options.terminal.live && options.quiet !== true ? blockListener(options) : lineListener(options)
}

function ndjsonListener(stream: TextStream): RunListener {
  let view = initialRunView(Date.now())
  let seq = 0
  const emit = (event: RunEvent) => {
    view = applyEvent(view, event, Date.now())
    seq += 1
    stream.write(`${ndjsonLine(event, { runId: view.runId, seq, at: new Date() })}\n`)
  }
  const alerts = watchAlerts(
    () => view,
    (alert) => emit({ kind: 'warning', code: `alert-${alert.kind}`, detail: alert.text }),
  )
  return {
    onEvent: emit,
    note: (text) => emit({ kind: 'warning', code: 'note', detail: text }),
    [Symbol.dispose]: () => alerts[Symbol.dispose](),
  }
}

function lineListener({ stream, quiet = false }: RunListenerOptions): RunListener {
  let view = initialRunView(Date.now())
  let lastLineAt = Date.now()
  const print = (lines: readonly string[]) => {
    if (lines.length === 0) return
    lastLineAt = Date.now()
    stream.write(`${textBlock(lines)}\n`)
  }
  const alerts = watchAlerts(
    () => view,
    (alert) => print([`Warning: ${alert.text}`]),
  )
  const heartbeat = setInterval(() => {
    const now = Date.now()
    if (!quiet && view.total > 0 && !view.finished && now - lastLineAt >= heartbeatMs) print([heartbeatLine(view, now)])
  }, 1_000)
  heartbeat.unref()
  return {
    onEvent(event) {
      view = applyEvent(view, event, Date.now())
      if (!quiet || isWarning(event)) print(progressLines(event, view))
    },
    note: (text) => print([text]),
    [Symbol.dispose]() {
      clearInterval(heartbeat)
      alerts[Symbol.dispose]()
    },
  }
}

function blockListener({ stream, terminal }: RunListenerOptions): RunListener {
  let view = initialRunView(Date.now())
  const block = new LiveBlock(stream, (width, height) =>
    progressBlock(view, width, { now: Date.now(), height, color: terminal.color, unicode: terminal.unicode }),
  )
  const alerts = watchAlerts(
    () => view,
    (alert) => block.print([`Warning: ${alert.text}`]),
  )
  return {
    onEvent(event) {
      view = applyEvent(view, event, Date.now())
      if (isWarning(event)) block.print(progressLines(event, view))
    },
    note: (text) => block.print([text]),
    [Symbol.dispose]() {
      alerts[Symbol.dispose]()
      block[Symbol.dispose]()
    },
  }
}

function isWarning(event: RunEvent): boolean {
  return event.kind === 'warning' || event.kind === 'throttled' || event.kind === 'draining' || event.kind === 'retried'
}
