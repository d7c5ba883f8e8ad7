import type { TargetConfig } from '../dynamodb/transport/target-config.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { KeyHashing } from '../key-hashing.ts'
import type { EntityPlan, Ledger, LedgerSummary } from '../ledger/ledger.ts'
import { rejectsPath, statePath } from '../ledger/state-path.ts'
import { planChunks } from '../postgres/chunks/plan-chunks.ts'
import { releaseLocksAfter } from '../postgres/release-locks-after.ts'
import { stepRows } from '../postgres/chunks/step-rows.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { EventListener } from './run-event.ts'
import { GroupProgress } from './group-progress.ts'
import { loadChunks } from './load-chunks.ts'
import { openRunners } from './runners/open-runners.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { RunSettings } from './run-settings.ts'
import { failedUnderWay, isResumable } from './failed-under-way.ts'
import type { RunResult } from './run-result.ts'
import { ResourceStack } from '../resource-stack.ts'
import { StopRequest } from './stop-request.ts'

export interface ConductOptions {
  readonly source: SourceConfig
  readonly target: TargetConfig
  readonly stateDirectory: string
  readonly settings: RunSettings
  /** How keys of rejected rows are shown and kept; null: as they are. */
  readonly hashing: KeyHashing | null
  readonly resumed: boolean
}

/**
 * Plans what the ledger has pending, loads it, and closes the ledger. From here on every end is an outcome and leaves a
 * state that can be resumed; nothing is thrown.
 *
 * A reader whose session is lost is replaced (the snapshot outlives it). When a session of the coordinator is lost, the
 * snapshot, or run lock and table locks, are gone with it: the run fails, and a resume takes a new snapshot for what is
 * still pending.
 */
export async function conduct(
  prepared: PreparedRun,
  ledger: Ledger,
  options: ConductOptions,
  onEvent: EventListener,
  signal: AbortSignal,
): Promise<RunResult> {
  const started = performance.now()
  const { settings } = options
  const { runId } = ledger.summary
  const stateFile = statePath(options.stateDirectory, runId)
  onEvent({
    kind: 'run-started',
    runId,
    mapping: prepared.mapping.name,
    table: prepared.target.table,
    resumed: options.resumed,
    stateFile,
  })
  onEvent({ kind: 'snapshot-taken', lsn: prepared.snapshot.lsn, takenAt: prepared.snapshot.takenAt })
  for (const warning of prepared.warnings.filter((finding) => finding.severity === 'warning')) {
    onEvent({ kind: 'warning', code: warning.code, detail: warning.message })
  }
  warnOfSnapshots(ledger.summary, prepared, onEvent)

  using stop = new StopRequest(signal, settings.drainMilliseconds, (reason) => onEvent({ kind: 'draining', reason }))
  const lost = AbortSignal.any(prepared.sessions.map((session) => session.lost))
  const onLost = (): void => stop.fail(lost.reason)
  lost.addEventListener('abort', onLost, { once: true })
  if (lost.aborted) onLost()
  try {
    await planAndLoad(prepared, ledger, options, stop, onEvent)
  } catch (error) {
    stop.fail(error)
  } finally {
    lost.removeEventListener('abort', onLost)
  }

  const { outcome, error } = await close(ledger, prepared, stop)
  const milliseconds = performance.now() - started
  const { summary } = ledger
  onEvent({ kind: 'run-finished', outcome, entities: summary.entities, summary, milliseconds })
  const resumable = outcome === 'stopped' || (error !== null && isResumable(error))
  return {
    outcome,
    error,
    resumable,
    summary,
    milliseconds,
    stateFile,
    rejectFile: rejectsPath(options.stateDirectory, runId),
    alreadyCompleted: false,
  }
}

async function planAndLoad(
  prepared: PreparedRun,
  ledger: Ledger,
  options: ConductOptions,
  stop: StopRequest,
  onEvent: EventListener,
): Promise<void> {
  const { settings } = options
  const { snapshot, mapping } = prepared
  const plan = await planAll(prepared, ledger.summary, settings, stop)
  if (plan === null) return
  await ledger.begin(plan, { lsn: snapshot.lsn, takenAt: snapshot.takenAt }, prepared.guard.watched)
  const { entities } = ledger.summary
  onEvent({
    kind: 'planned',
    total: entities.reduce((sum, entity) => sum + entity.total, 0),
    done: entities.reduce((sum, entity) => sum + entity.read, 0),
    chunks: plan.reduce((sum, { chunks }) => sum + chunks.length, 0),
    entities: entities.map(({ entity, group, total, read }) => ({ entity, group, total, done: read })),
  })
  const groups = new GroupProgress(entities, plan)
  for (const finished of groups.finished) onEvent({ kind: 'group-done', ...finished })

  const runners = await openRunners(
    { mapping, source: options.source, target: options.target, snapshotId: snapshot.id, onEvent },
    { ...settings, startWriteUnits: prepared.startWriteUnits },
  )
  await using held = new ResourceStack()
  for (const runner of runners) held.use(runner)
  await loadChunks({
    plan,
    joined: settings.rowsPerChunk === null,
    runners,
    ledger,
    groups,
    stop,
    hashing: options.hashing,
    onEvent,
  })
}

/** Null when a stop was asked for on the way. */
async function planAll(
  { snapshot, mapping }: PreparedRun,
  summary: LedgerSummary,
  settings: RunSettings,
  stop: StopRequest,
): Promise<readonly EntityPlan[] | null> {
  const entities = new Map(mapping.entities.map((entity) => [entity.name, entity]))
  const plan: EntityPlan[] = []
  for (const { entity, pending } of summary.entities) {
    if (stop.draining) return null
    const resolved = entities.get(entity)
    if (resolved === undefined || pending.length === 0) continue
    const rowsPerChunk = settings.rowsPerChunk ?? (await stepRows(snapshot.client, resolved, stop.hard))
    const { chunks } = await releaseLocksAfter(snapshot.client, () =>
      planChunks(snapshot.client, resolved, { pending, rowsPerChunk, signal: stop.hard }),
    )
    plan.push({ entity, chunks, total: chunks.reduce((sum, chunk) => sum + chunk.rows, 0) })
  }
  return plan
}

async function close(
  ledger: Ledger,
  { guard }: PreparedRun,
  stop: StopRequest,
): Promise<Pick<RunResult, 'outcome' | 'error'>> {
  const failure = stop.failure === null ? conservationError(ledger.summary) : asPgfoldError(stop.failure.error)
  const unguarded = await guard.verify().then(() => null, asPgfoldError)
  // Rows that do not add up, or a query that fails, are what a replaced table looks like to a reader.
  const cause = unguarded?.code === 'SOURCE_TABLES_CHANGED' ? unguarded : (failure ?? unguarded)
  const error = cause === null ? null : failedUnderWay(cause)
  const open = ledger.summary.entities.some((entity) => entity.pending.length > 0)
  const outcome = error !== null ? 'failed' : open ? 'stopped' : 'completed'
  const status = outcome === 'failed' ? 'Failed' : outcome === 'stopped' ? 'Paused' : 'Completed'
  try {
    await ledger.finish(status, error === null ? null : { code: error.code, message: error.message })
  } catch (unsaved) {
    // The file keeps the last durable state, from which a resume continues; the first error is the one to show.
    return { outcome: 'failed', error: error ?? failedUnderWay(asPgfoldError(unsaved)) }
  }
  return { outcome, error }
}

/** The last word of a run: per entity, what was counted must be what was read, and every row must have its outcome. */
function conservationError({ entities }: LedgerSummary): PgfoldError | null {
  const wrong = entities.filter(
    ({ pending, total, read, written, collapsed, rejected }) =>
      (pending.length === 0 && read !== total) || read !== written + collapsed + rejected,
  )
  if (wrong.length === 0) return null
  return new PgfoldError('RUN_NOT_CONSERVED', {
    detail: wrong
      .map(
        ({ entity, total, read, written, collapsed, rejected }) =>
          `${entity}: counted ${total}, read ${read}, written ${written}, collapsed ${collapsed}, rejected ${rejected}`,
      )
      .join('; '),
  })
}

/** Only what is known to be free of values goes into a state file. */
function asPgfoldError(error: unknown): PgfoldError {
  return error instanceof PgfoldError
    ? error
    : new PgfoldError('RUN_UNEXPECTED', { detail: error instanceof Error ? error.name : typeof error, cause: error })
}

function warnOfSnapshots({ snapshots }: LedgerSummary, { snapshot }: PreparedRun, onEvent: EventListener): void {
  const before = snapshots.at(-1)
  if (before === undefined || before.lsn === snapshot.lsn) return
  onEvent({
    kind: 'warning',
    code: 'RUN_SEVERAL_SNAPSHOTS',
    detail:
      `the source was at ${before.lsn} when this run last read it and is at ${snapshot.lsn} now: ` +
      'rows that changed in between may come from either; "validate all" shows whether any did',
  })
}
