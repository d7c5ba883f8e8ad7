import { formatCount } from '../format-count.ts'
import { formatPercent } from './text/format-percent.ts'
import type { RunView } from './run-view.ts'

export interface Alert {
  readonly kind: 'stalled' | 'error-rate'
  readonly text: string
}

/** The guide's alert thresholds: no progress for 10 minutes, more than 5 % of the records in error. */
const stallMs = 10 * 60_000
const errorShare = 0.05
/** Below this a single bad row would be an alarm. */
const minRowsForShare = 200

/**
 * Names what needs a look, each alert once until its cause is over. `raised` is what the last call returned as
 * `active`.
 */
export function runAlerts(
  view: RunView,
  now: number,
  raised: ReadonlySet<Alert['kind']>,
): { readonly fresh: readonly Alert[]; readonly active: ReadonlySet<Alert['kind']> } {
  const alerts = view.finished ? [] : [stalled(view, now), highErrorRate(view)].filter((alert) => alert !== null)
  return {
    fresh: alerts.filter((alert) => !raised.has(alert.kind)),
    active: new Set(alerts.map((alert) => alert.kind)),
  }
}

function stalled(view: RunView, now: number): Alert | null {
  const idle = now - view.lastProgressAt
  if (idle < stallMs) return null
  return {
    kind: 'stalled',
    text:
      `no progress for ${Math.floor(idle / 60_000)} minutes. Check the throttling of the table and ` +
      'pg_stat_activity of the source. Ctrl-C stops safely, and "resume" continues from here.',
  }
}

function highErrorRate(view: RunView): Alert | null {
  if (view.read < minRowsForShare || view.rejected / view.read <= errorShare) return null
  return {
    kind: 'error-rate',
    text:
      `${formatPercent(view.rejected, view.read)} of the rows were rejected so far ` +
      `(${formatCount(view.rejected)} of ${formatCount(view.read)}). The reject file beside the state file names ` +
      'each with its reason; Ctrl-C stops safely.',
  }
}

/** Looks every second and hands over each alert once; `now` and the view are read at that moment. */
export function watchAlerts(view: () => RunView, onAlert: (alert: Alert) => void): Disposable {
  let raised: ReadonlySet<Alert['kind']> = new Set()
  const timer = setInterval(() => {
    const { fresh, active } = runAlerts(view(), Date.now(), raised)
    raised = active
    fresh.forEach(onAlert)
  }, 1_000)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
