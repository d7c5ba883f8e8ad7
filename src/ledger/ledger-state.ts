import type { EntityName, MappingHash, RunId } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Chunk, KeyBound } from '../postgres/chunks/chunk.ts'
import type { TargetIdentity } from '../dynamodb/table/target-identity.ts'
import type { SourceIdentity } from '../postgres/catalog/source-identity.ts'
import type {
  ChunkResult,
  EntityPlan,
  EntityProgress,
  LedgerSummary,
  RunStatus,
  RunTotals,
  SnapshotRead,
  SnapshotRecord,
} from './ledger.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import type { ProcessRecord } from './process-record.ts'
import type { RunOrigin } from './run-origin.ts'

/** What the state file holds; immutable, so that a failed write leaves the state before it in hand. */
export interface LedgerState extends Omit<LedgerSummary, 'entities'> {
  readonly entities: readonly EntityState[]
  /** What the reject file holds durably; anything past it belongs to chunks that will be done again. */
  readonly rejects: RejectsRecord
}

export interface RejectsRecord {
  readonly bytes: number
  readonly lines: number
  /** What is counted lies in a file of its own that has yet to take the reject file's place (`retry-ledger.ts`). */
  readonly staged: boolean
}

export interface EntityState extends EntityProgress {
  /** The farthest bound of the chunk key below which nothing is open. */
  readonly bound: KeyBound | null
}

export interface LedgerInit {
  readonly mapping: { readonly name: string; readonly hash: MappingHash }
  readonly schema: SchemaRecord
  readonly source: SourceIdentity
  readonly target: TargetIdentity
  readonly origin: RunOrigin
  /** In the order of the mapping. */
  readonly entities: readonly { readonly entity: EntityName; readonly group: string }[]
}

export function initialState(runId: RunId, init: LedgerInit, process: ProcessRecord, now: string): LedgerState {
  return {
    runId,
    status: 'Pending',
    startedAt: now,
    completedAt: null,
    updatedAt: now,
    mapping: init.mapping,
    schema: init.schema,
    source: init.source,
    target: init.target,
    origin: init.origin,
    watched: null,
    snapshots: [],
    entities: init.entities.map(({ entity, group }) => ({
      entity,
      group,
      status: 'Pending',
      total: 0,
      estimated: true,
      counted: 0,
      read: 0,
      written: 0,
      collapsed: 0,
      rejected: 0,
      indexKeysSkipped: {},
      lookupsMissed: {},
      oversize: {},
      bytes: 0,
      writeUnits: 0,
      chunkColumns: [],
      pending: [{ kind: 'all' }],
      reads: [],
      startedAt: null,
      completedAt: null,
      bound: null,
    })),
    process,
    lastError: null,
    totals: { requests: 0, retries: 0, throttles: 0, unprocessed: 0 },
    rejects: { bytes: 0, lines: 0, staged: false },
  }
}

/** Another process works on the run now; everything else stays as it was until the attempt begins. */
export function claimedState(state: LedgerState, process: ProcessRecord, origin: RunOrigin, now: string): LedgerState {
  return { ...state, process, origin, updatedAt: now }
}

/** The state at the start of an attempt; `total` keeps what is durable and estimates the rest anew. */
export function beginState(
  state: LedgerState,
  plan: readonly EntityPlan[],
  { snapshot, watched }: { readonly snapshot: SnapshotRecord; readonly watched: LedgerState['watched'] },
  process: ProcessRecord,
  now: string,
): LedgerState {
  return {
    ...state,
    status: 'InProgress',
    completedAt: null,
    updatedAt: now,
    process,
    lastError: null,
    watched,
    snapshots: [...state.snapshots, snapshot],
    entities: state.entities.map((entity) => {
      const planned = plan.find((candidate) => candidate.entity === entity.entity)
      if (planned === undefined) return entity
      const complete = planned.pending.length === 0
      return {
        ...entity,
        total: entity.counted + (complete ? 0 : planned.rows),
        estimated: !complete,
        chunkColumns: planned.chunkColumns,
        pending: planned.pending,
        reads: complete ? entity.reads : [...entity.reads, { snapshot: state.snapshots.length, rows: 0 }],
        status: complete ? 'Completed' : entity.startedAt === null ? 'Pending' : 'InProgress',
        // An entity without rows is complete, not waiting.
        startedAt: complete ? (entity.startedAt ?? now) : entity.startedAt,
        completedAt: complete ? (entity.completedAt ?? now) : null,
      }
    }),
  }
}

export function startedState(state: LedgerState, started: ReadonlySet<EntityName>, now: string): LedgerState {
  if (started.size === 0) return state
  return {
    ...state,
    entities: state.entities.map((entity) =>
      started.has(entity.entity) && entity.status !== 'Completed'
        ? { ...entity, status: 'InProgress', startedAt: entity.startedAt ?? now }
        : entity,
    ),
  }
}

/** Adds one chunk to its entity; `pending` and `bound` come from the plan. */
export function chunkState(
  state: LedgerState,
  result: ChunkResult,
  after: { readonly pending: EntityProgress['pending']; readonly bound: KeyBound | null },
  now: string,
): LedgerState {
  return {
    ...state,
    updatedAt: now,
    entities: state.entities.map((entity) =>
      entity.entity === result.chunk.entity ? addChunk(entity, result, after, now) : entity,
    ),
  }
}

function addChunk(
  entity: EntityState,
  result: ChunkResult,
  after: { readonly pending: EntityProgress['pending']; readonly bound: KeyBound | null },
  now: string,
): EntityState {
  const complete = after.pending.length === 0
  const counted = entity.counted + result.counted
  return {
    ...entity,
    counted,
    total: complete ? counted : Math.max(entity.total, counted),
    estimated: !complete,
    read: entity.read + result.read,
    written: entity.written + result.written,
    collapsed: entity.collapsed + result.collapsed,
    rejected: entity.rejected + result.rejected.length,
    indexKeysSkipped: addCounts(entity.indexKeysSkipped, result.indexKeysSkipped),
    lookupsMissed: addCounts(entity.lookupsMissed, result.lookupsMissed),
    oversize: addCounts(entity.oversize, result.oversize),
    bytes: entity.bytes + result.bytes,
    writeUnits: entity.writeUnits + result.writeUnits,
    pending: after.pending,
    reads: entity.reads.with(-1, { ...lastRead(entity), rows: lastRead(entity).rows + result.read }),
    bound: after.bound ?? entity.bound,
    status: complete ? 'Completed' : 'InProgress',
    startedAt: entity.startedAt ?? now,
    completedAt: complete ? now : null,
  }
}

/** Chunks are of the attempt under way, which has begun with all that was pending. */
function lastRead(entity: EntityState): SnapshotRead {
  const last = entity.reads.at(-1)
  if (last === undefined)
    throw new PgfoldError('LEDGER_MISUSED', { detail: `a chunk of ${entity.entity}, which no attempt has begun` })
  return last
}

export function finishedState(
  state: LedgerState,
  status: RunStatus,
  error: { readonly code: string; readonly message: string } | null,
  now: string,
): LedgerState {
  return {
    ...state,
    status,
    // A paused run is not over.
    completedAt: status === 'Paused' ? null : now,
    updatedAt: now,
    process: null,
    lastError: error,
    entities: state.entities.map((entity) => (entity.status === 'InProgress' ? { ...entity, status } : entity)),
  }
}

export function addTotals(left: RunTotals, right: RunTotals): RunTotals {
  return {
    requests: left.requests + right.requests,
    retries: left.retries + right.retries,
    throttles: left.throttles + right.throttles,
    unprocessed: left.unprocessed + right.unprocessed,
  }
}

/** The state as others see it. */
export function summaryOf(state: LedgerState): LedgerSummary {
  const { rejects: _rejects, entities, ...rest } = state
  return { ...rest, entities: entities.map(({ bound: _bound, ...entity }) => entity) }
}

/** In words for messages: names and counts only. */
export function describeChunk(chunk: Chunk): string {
  return `chunk ${chunk.number} of ${chunk.entity}`
}

/** Sums by name. */
export function addCounts(
  left: Readonly<Record<string, number>>,
  right: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum: Record<string, number> = { ...left }
  for (const [name, count] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
