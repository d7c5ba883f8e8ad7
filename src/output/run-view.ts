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
  /** These five count chunks that are durable; `soFar` adds what is under way. */
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: number
  readonly bytes: number
  /** By the number of the chunk. */
  readonly underWay: ReadonlyMap<number, UnderWayView>
  readonly groups: readonly GroupView[]
  readonly throttles: number
  readonly lastThrottle: string | null
  readonly retries: number
  /** Why something was tried again last, and when. */
  readonly lastTrouble: Trouble | null
  /** Of these, how often a chunk was begun again because its session on the source was lost or refused. */
  readonly sourceRetries: number
  readonly warnings: number
  readonly draining: boolean
  readonly finished: boolean
  /** Rows with an outcome by a moment, oldest first, over the last minute; the rate comes from it. */
  readonly samples: readonly Sample[]
}

interface Sample {
  readonly at: number
  readonly rows: number
}

export interface UnderWayView {
  readonly group: string
  /** Source rows whose item is stored, or that have none. */
  readonly rows: number
  readonly written: number
  readonly rejected: number
  readonly bytes: number
}

export interface Trouble {
  /** A code of the error registry, or a reason that DynamoDB gave for a throttle. */
  readonly cause: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What has been done in this attempt and before it, to the last item that DynamoDB confirmed. */
export interface SoFar {
  /** Source rows with an outcome, those of earlier attempts among them. */
  readonly rows: number
  /** In this attempt, like what follows. */
  readonly written: number
  readonly rejected: number
  readonly bytes: number
}

export function soFar(view: RunView): SoFar {
  const underWay = [...view.underWay.values()]
  const sum = (pick: (chunk: UnderWayView) => number): number => underWay.reduce((all, chunk) => all + pick(chunk), 0)
  return {
    rows: view.doneBefore + view.read + sum(({ rows }) => rows),
    written: view.written + sum(({ written }) => written),
    rejected: view.rejected + sum(({ rejected }) => rejected),
    bytes: view.bytes + sum(({ bytes }) => bytes),
  }
}

/** Rows of the group with an outcome, like `SoFar.rows`. */
export function groupRows({ underWay }: RunView, { group, read }: GroupView): number {
  return [...underWay.values()].reduce((sum, chunk) => sum + (chunk.group === group ? chunk.rows : 0), read)
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
    underWay: new Map(),
    groups: [],
    throttles: 0,
    lastThrottle: null,
    retries: 0,
    lastTrouble: null,
    sourceRetries: 0,
    warnings: 0,
    draining: false,
    finished: false,
    samples: [{ at: now, rows: 0 }],
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
        samples: [{ at: now, rows: event.done }],
      }
    case 'entity-done':
      return withEntityTotal(view, event.entity, event.total)
    case 'chunk-progress': {
      const { chunk, group, written, collapsed, rejected, bytes } = event
      const rows = written + collapsed + rejected
      const underWay = new Map(view.underWay).set(chunk, { group, rows, written, rejected, bytes })
      return moved(view, { ...view, underWay }, now)
    }
    case 'chunk-done': {
      const underWay = new Map(view.underWay)
      underWay.delete(event.chunk)
      const next = {
        ...view,
        underWay,
        read: view.read + event.read,
        written: view.written + event.written,
        collapsed: view.collapsed + event.collapsed,
        rejected: view.rejected + event.rejected,
        bytes: view.bytes + event.bytes,
        groups: withGroup(view.groups, event.group, (group) => ({
          ...group,
          total: Math.max(group.total, group.read + event.read),
          read: group.read + event.read,
          written: group.written + event.written,
          collapsed: group.collapsed + event.collapsed,
          rejected: group.rejected + event.rejected,
        })),
      }
      return moved(view, next, now)
    }
    case 'group-done':
      return { ...view, groups: withGroup(view.groups, event.group, (group) => ({ ...group, finished: true })) }
    case 'throttled':
      return {
        ...view,
        throttles: view.throttles + 1,
        lastThrottle: event.reason === '' ? event.resource : event.reason,
        lastTrouble: { cause: event.reason === '' ? 'DYNAMODB_THROTTLED' : event.reason, at: now },
      }
    case 'retried':
      return {
        ...view,
        retries: view.retries + 1,
        // What throttles has said why.
        lastTrouble: event.code === 'DYNAMODB_THROTTLED' ? view.lastTrouble : { cause: event.code, at: now },
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

const rateWindowMs = 60_000

/** Rows per second over the last minute (or since the plan, when younger); 0 before the first second. */
export function rowsPerSecond(view: RunView, now: number): number {
  const first = windowStart(view.samples, now - rateWindowMs)
  if (first === undefined) return 0
  const seconds = (now - first.at) / 1_000
  return seconds < 0.5 ? 0 : Math.max(0, soFar(view).rows - first.rows) / seconds
}

/** The rows at `from`, between two samples in proportion; the first sample where it is younger. */
function windowStart(samples: readonly Sample[], from: number): Sample | undefined {
  const young = samples.findIndex(({ at }) => at >= from)
  const after = samples[young]
  const before = samples.at(young - 1)
  if (young === 0) return after
  // Nothing has moved since the last one.
  if (after === undefined) return samples.at(-1)
  if (before === undefined) return after
  const share = (from - before.at) / (after.at - before.at)
  return { at: from, rows: before.rows + share * (after.rows - before.rows) }
}

/** Milliseconds until the last row at the rate of the last minute; null while no rate is known. */
export function timeLeft(view: RunView, now: number): number | null {
  const rate = rowsPerSecond(view, now)
  const left = view.total - soFar(view).rows
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

/** `next` with the sample, the total and the moment that its rows make of `before`. */
function moved(before: RunView, next: RunView, now: number): RunView {
  const { rows } = soFar(next)
  return {
    ...next,
    // An estimate that is passed was too low.
    total: Math.max(next.total, rows),
    lastProgressAt: rows > soFar(before).rows || next.read > before.read ? now : before.lastProgressAt,
    samples: addSample(next.samples, now, rows),
  }
}

/** At most about 120 samples: one per half second of the window, the last one before it, and the newest. */
function addSample(samples: readonly Sample[], at: number, rows: number): readonly Sample[] {
  const first = samples.findIndex((sample) => at - sample.at <= rateWindowMs)
  const young = samples.slice(first === -1 ? -1 : Math.max(0, first - 1))
  const last = young.at(-1)
  const previous = young.at(-2)
  const replaces = last !== undefined && previous !== undefined && last.at - previous.at < 500
  return [...(replaces ? young.slice(0, -1) : young), { at, rows }]
}
