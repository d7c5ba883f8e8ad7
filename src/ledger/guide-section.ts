import type { KeyBound } from '../postgres/chunks/chunk.ts'
import type { RunStatus } from './ledger.ts'
import type { EntityState, LedgerState } from './ledger-state.ts'

/**
 * The state in the guide's own fields, which stand at the top of the state file. Derived, never read back. Its tables
 * are the mapping's groups. `migrated_records` counts source rows that are stored (written, or collapsed into a stored
 * item); `error_count` those that were rejected: together they reach `total_records`.
 */
export interface GuideSection {
  readonly migration_id: string
  /** Epoch seconds. */
  readonly started_at: number
  readonly completed_at: number | null
  readonly status: RunStatus
  readonly table_states: Readonly<Record<string, GuideTable>>
  readonly total_records: number
  readonly migrated_records: number
  readonly error_count: number
  readonly last_error: string | null
}

export interface GuideTable {
  readonly table_name: string
  readonly total_records: number
  readonly migrated_records: number
  /** The last durable bound of the group's first entity that has one. */
  readonly last_migrated_id: number | string | null
  readonly started_at: number | null
  readonly completed_at: number | null
  readonly status: RunStatus
  readonly error_count: number
  readonly last_error: string | null
}

export function guideSection(state: LedgerState): GuideSection {
  const groups = Map.groupBy(state.entities, (entity) => entity.group)
  const lastError = state.lastError === null ? null : `${state.lastError.code}: ${state.lastError.message}`
  return {
    migration_id: state.runId,
    started_at: epochSeconds(state.startedAt),
    completed_at: state.completedAt === null ? null : epochSeconds(state.completedAt),
    status: state.status,
    table_states: Object.fromEntries(
      [...groups].map(([name, entities]) => [name, guideTable(name, entities, lastError)]),
    ),
    ...counts(state.entities),
    last_error: lastError,
  }
}

function guideTable(name: string, entities: readonly EntityState[], runError: string | null): GuideTable {
  const status = groupStatus(entities)
  const started = entities.flatMap((entity) => (entity.startedAt === null ? [] : [epochSeconds(entity.startedAt)]))
  const completed = entities.flatMap((entity) =>
    entity.completedAt === null ? [] : [epochSeconds(entity.completedAt)],
  )
  const bound = entities.find((entity) => entity.bound !== null)?.bound ?? null
  return {
    table_name: name,
    ...counts(entities),
    last_migrated_id: bound === null ? null : boundText(bound),
    started_at: started.length === 0 ? null : Math.min(...started),
    completed_at: completed.length < entities.length ? null : Math.max(...completed),
    status,
    last_error: status === 'Failed' ? runError : null,
  }
}

function counts(
  entities: readonly EntityState[],
): Pick<GuideSection, 'total_records' | 'migrated_records' | 'error_count'> {
  let total = 0
  let migrated = 0
  let errors = 0
  for (const entity of entities) {
    total += entity.total
    migrated += entity.read - entity.rejected
    errors += entity.rejected
  }
  return { total_records: total, migrated_records: migrated, error_count: errors }
}

function groupStatus(entities: readonly EntityState[]): RunStatus {
  const statuses = new Set(entities.map((entity) => entity.status))
  if (statuses.size === 1) return entities[0]?.status ?? 'Pending'
  if (statuses.has('Failed')) return 'Failed'
  if (statuses.has('Paused')) return 'Paused'
  return 'InProgress'
}

/** The value itself, and of several columns a list of them. */
function boundText(bound: KeyBound): number | string {
  const [value = ''] = bound
  return bound.length === 1 ? numberWhereExact(value) : JSON.stringify(bound)
}

function numberWhereExact(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) && String(value) === text ? value : text
}

function epochSeconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000)
}
