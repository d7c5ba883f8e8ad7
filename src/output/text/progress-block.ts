import { visibleText } from '../../visible-text.ts'
import { displayWidth, padToWidth, truncateToWidth } from './display-width.ts'
import { formatBytes } from './format-bytes.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { totalText } from './entity-totals.ts'
import { formatDuration } from './format-duration.ts'
import { formatPercent } from './format-percent.ts'
import { idleText, ofSource } from './progress-lines.ts'
import { groupRows, rowsPerSecond, soFar, timeLeft, type GroupView, type RunView } from '../run-view.ts'
import { paint, type Tone } from './terminal.ts'

export interface BlockOptions {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Maximum number of lines of the block. */
  readonly height?: number
  readonly color?: boolean
  readonly unicode?: boolean
}

interface Line {
  readonly text: string
  readonly tone: Tone
}

/**
 * The live block: what runs, an overall bar, rate and time left, one line per group, and what went wrong. Pure.
 * No line is wider than `width - 1` columns: a terminal that wraps in the last column would break the redraw.
 */
export function progressBlock(view: RunView, width: number, options: BlockOptions): string[] {
  const unicode = options.unicode ?? true
  const columns = Math.max(10, width - 1)
  const idle = idleText(view, options.now)
  const groupLines = Math.max(1, (options.height ?? 24) - (idle === null ? 5 : 6))
  const lines: Line[] = [
    {
      text:
        `${view.resumed ? 'Resuming' : 'Migrating'} ${view.mapping} ${unicode ? '→' : '->'} ${view.table}  ` +
        `${view.runId}`,
      tone: 'bold',
    },
    overallLine(view, columns, unicode),
    { text: rateLine(view, options.now), tone: 'plain' },
    ...groupsShown(view.groups, groupLines).map((group) => groupLine(group, view, columns, unicode)),
    ...hiddenLine(view.groups, groupLines),
    ...troubleLine(view),
    ...(idle === null ? [] : [{ text: idle, tone: 'yellow' as const }]),
    ...(view.draining
      ? [{ text: 'Stopping: finishing the work in progress. Ctrl-C again stops at once.', tone: 'yellow' as const }]
      : []),
  ]
  return lines.map((line) =>
    paint(truncateToWidth(visibleText(line.text), columns, unicode ? '…' : '.'), line.tone, options.color ?? false),
  )
}

/** A bar of exactly `columns` columns; eighth blocks where the terminal knows them. */
export function progressBar(share: number, columns: number, unicode: boolean): string {
  const clamped = Math.min(1, Math.max(0, share))
  if (!unicode) {
    const full = Math.floor(clamped * columns)
    return `${'#'.repeat(full)}${'-'.repeat(columns - full)}`
  }
  const eighths = Math.floor(clamped * columns * 8)
  const full = Math.floor(eighths / 8)
  const partial = full < columns ? (['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '') : ''
  return `${'█'.repeat(full)}${partial}${'░'.repeat(columns - full - partial.length)}`
}

function overallLine(view: RunView, columns: number, unicode: boolean): Line {
  const { rows: done } = soFar(view)
  if (view.total === 0 && view.groups.length === 0) return { text: 'Checking source and table', tone: 'dim' }
  const figures = `${formatPercent(done, view.total)}  ${formatCount(done)} of ${totalText(view)} records`
  const bar = Math.min(40, columns - displayWidth(figures) - 2)
  return {
    text: bar < 6 ? figures : `${progressBar(view.total === 0 ? 1 : done / view.total, bar, unicode)}  ${figures}`,
    tone: 'green',
  }
}

function rateLine(view: RunView, now: number): string {
  const { written, bytes } = soFar(view)
  const left = timeLeft(view, now)
  return [
    `${formatCount(Math.round(rowsPerSecond(view, now)))} records/s`,
    left === null ? 'time left unknown' : `${formatDuration(left)} left`,
    `${formatDuration(now - view.startedAt)} so far`,
    `${countOf(written, 'item')} (${formatBytes(bytes)}) written`,
  ].join('  ')
}

/** Groups at work before finished ones; the order of the mapping within each. */
function groupsShown(groups: readonly GroupView[], max: number): readonly GroupView[] {
  if (groups.length <= max) return groups
  return [...groups.filter((group) => !group.finished), ...groups.filter((group) => group.finished)].slice(
    0,
    Math.max(0, max - 1),
  )
}

function hiddenLine(groups: readonly GroupView[], max: number): Line[] {
  if (groups.length <= max) return []
  return [{ text: `and ${formatCount(groups.length - Math.max(0, max - 1))} more groups`, tone: 'dim' }]
}

function groupLine(group: GroupView, view: RunView, columns: number, unicode: boolean): Line {
  const rows = groupRows(view, group)
  const total = Math.max(rows, group.total)
  const names = Math.min(24, Math.max(...view.groups.map(({ group: name }) => displayWidth(visibleText(name)))))
  const name = padToWidth(truncateToWidth(visibleText(group.group), names), names)
  const share = group.finished || total === 0 ? 1 : rows / total
  const percent = formatPercent(group.finished ? total : rows, total)
    .replace(/\.\d+/, '')
    .padStart(4)
  const figures = `${formatCount(rows)} of ${formatCount(total)}`
  const wide = columns >= names + 40
  const text = wide
    ? `${name}  ${progressBar(share, 16, unicode)} ${percent}  ${figures}`
    : `${name} ${percent}  ${figures}`
  const rejected = group.rejected > 0 ? `  ${formatCount(group.rejected)} rejected` : ''
  return { text: text + rejected, tone: group.finished ? 'dim' : 'plain' }
}

function troubleLine(view: RunView): Line[] {
  const { rejected } = soFar(view)
  const parts = [
    ...(view.throttles > 0
      ? [`throttles ${formatCount(view.throttles)}${view.lastThrottle === null ? '' : ` (${view.lastThrottle})`}`]
      : []),
    ...(view.retries > 0 ? [`retries ${formatCount(view.retries)}${ofSource(view)}`] : []),
    ...(rejected > 0 ? [`rejected ${formatCount(rejected)}`] : []),
    ...(view.warnings > 0 ? [`warnings ${formatCount(view.warnings)}`] : []),
  ]
  return parts.length === 0 ? [] : [{ text: parts.join('  '), tone: 'yellow' }]
}
