import type { RunEvent } from '../run/run-event.ts'

export interface GroupView {
  readonly group: string
  readonly total: number
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: number
  readonly finished: boolean
}

export interface EntityTotal {
  readonly entity: string
  readonly group: string
  readonly total: number
  readonly estimated: boolean
}

/**
 * Everything that the displays need, folded from the events; plain data, so that a display is a pure function of it.
 */
export interface RunView {
  readonly runId: string
  readonly mapping: string
  readonly table: string
  readonly resumed: boolean
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly lastProgressAt: number
  readonly total: number
  /** `total` is about right only: not every entity is counted to its end. */
  readonly estimated: boolean
  readonly entities: readonly EntityTotal[]
  /** Source rows that were durable before this attempt. */
  readonly doneBefore: number
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: number
  readonly bytes: number
  readonly groups: readonly GroupView[]
  readonly throttles: number
  readonly lastThrottle: string | null
  readonly retries: number
  /** Of these, how often a chunk was begun again because its session on the source was lost or refused. */
  readonly sourceRetries: number
  readonly warnings: number
  readonly draining: boolean
  readonly finished: boolean
  /** Rows read by a moment, oldest first, over the last minute; the rate comes from it. */
  readonly samples: readonly { readonly at: number; readonly read: number }[]
}

export function initialRunView(now: number): RunView {
  return {
    runId: '',
    mapping: '',
    table: '',
    resumed: false,
    startedAt: now,
    lastProgressAt: now,
    total: 0,
    estimated: false,
    entities: [],
    doneBefore: 0,
    read: 0,
    written: 0,
    collapsed: 0,
    rejected: 0,
    bytes: 0,
    groups: [],
    throttles: 0,
    lastThrottle: null,
    retries: 0,
    sourceRetries: 0,
    warnings: 0,
    draining: false,
    finished: false,
    samples: [{ at: now, read: 0 }],
  }
}

/** `now` in milliseconds since the epoch, passed in so that a replay gives the same view. */
export function applyEvent(view: RunView, event: RunEvent, now: number): RunView {
  switch (event.kind) {
    case 'run-started':
      return {
        ...view,
        runId: event.runId,
        mapping: event.mapping,
        table: event.table,
        resumed: event.resumed,
      }
    case 'planned':
      return {
        ...view,
        total: event.total,
        estimated: event.estimated,
        entities: event.entities,
        doneBefore: event.done,
        groups: plannedGroups(event.entities),
        lastProgressAt: now,
        samples: [{ at: now, read: 0 }],
      }
    case 'entity-done':
      return withEntityTotal(view, event.entity, event.total)
    case 'chunk-done': {
      const read = view.read + event.read
      return {
        ...view,
        read,
        // An estimate that is passed was too low.
        total: Math.max(view.total, view.doneBefore + read),
        written: view.written + event.written,
        collapsed: view.collapsed + event.collapsed,
        rejected: view.rejected + event.rejected,
        bytes: view.bytes + event.bytes,
        lastProgressAt: now,
        samples: addSample(view.samples, now, read),
        groups: withGroup(view.groups, event.group, (group) => ({
          ...group,
          total: Math.max(group.total, group.read + event.read),
          read: group.read + event.read,
          written: group.written + event.written,
          collapsed: group.collapsed + event.collapsed,
          rejected: group.rejected + event.rejected,
        })),
      }
    }
    case 'group-done':
      return { ...view, groups: withGroup(view.groups, event.group, (group) => ({ ...group, finished: true })) }
    case 'throttled':
      return {
        ...view,
        throttles: view.throttles + 1,
        lastThrottle: event.reason === '' ? event.resource : event.reason,
      }
    case 'retried':
      return {
        ...view,
        retries: view.retries + 1,
        sourceRetries: view.sourceRetries + (isSourceRetry(event.code) ? 1 : 0),
      }
    case 'warning':
      return { ...view, warnings: view.warnings + 1 }
    case 'draining':
      return { ...view, draining: true }
    case 'run-finished':
      return { ...view, finished: true }
    default:
      return view
  }
}

/** A session on the source was lost or refused; all other retries are calls to DynamoDB. */
export function isSourceRetry(code: string): boolean {
  return code.startsWith('SOURCE_')
}

const rateWindowMilliseconds = 60_000

/** Rows per second over the last minute (or since the plan, when younger); 0 before the first second. */
export function rowsPerSecond(view: RunView, now: number): number {
  const first = view.samples[0]
  if (first === undefined) return 0
  const seconds = (now - first.at) / 1_000
  return seconds < 0.5 ? 0 : (view.read - first.read) / seconds
}

/** Milliseconds until the last row at the present rate; null while no rate is known. */
export function timeLeft(view: RunView, now: number): number | null {
  const rate = rowsPerSecond(view, now)
  const left = view.total - view.doneBefore - view.read
  if (left <= 0) return 0
  return rate <= 0 ? null : (left / rate) * 1_000
}

/** `done` rows were read by an earlier attempt; they count as read from the start. */
function plannedGroups(
  entities: readonly { readonly group: string; readonly total: number; readonly done?: number }[],
): GroupView[] {
  return [...Map.groupBy(entities, (entity) => entity.group)].map(([group, members]) => {
    const total = members.reduce((sum, entity) => sum + entity.total, 0)
    const read = members.reduce((sum, entity) => sum + (entity.done ?? 0), 0)
    return { group, total, read, written: 0, collapsed: 0, rejected: 0, finished: false }
  })
}

/** The entity's total is exact now, and the sums follow it. */
function withEntityTotal(view: RunView, name: string, total: number): RunView {
  const entities = view.entities.map((entity) =>
    entity.entity === name ? { ...entity, total, estimated: false } : entity,
  )
  const sum = (members: readonly EntityTotal[]): number => members.reduce((all, entity) => all + entity.total, 0)
  const groups = view.groups.map((group) => ({
    ...group,
    total: sum(entities.filter((entity) => entity.group === group.group)),
  }))
  const estimated = entities.some((entity) => entity.estimated)
  return { ...view, entities, groups, total: sum(entities), estimated }
}

function withGroup(groups: readonly GroupView[], name: string, change: (group: GroupView) => GroupView): GroupView[] {
  return groups.map((group) => (group.group === name ? change(group) : group))
}

/** At most about 120 samples: one per half second of the window, and the newest always kept. */
function addSample(samples: RunView['samples'], at: number, read: number): RunView['samples'] {
  const young = samples.filter(
    (sample, index) => at - sample.at <= rateWindowMilliseconds || index === samples.length - 1,
  )
  const last = young.at(-1)
  const previous = young.at(-2)
  const replaces = last !== undefined && previous !== undefined && last.at - previous.at < 500
  return [...(replaces ? young.slice(0, -1) : young), { at, read }]
}
