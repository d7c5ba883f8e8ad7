import { systemClock } from '../clock.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Ledger, LedgerSummary } from '../ledger/ledger.ts'
import type { KeyHashing } from '../key-hashing.ts'
import { rejectsPath, statePath } from '../ledger/state-path.ts'
import { seekByIndexSettings } from '../postgres/chunks/bound-queries.ts'
import { ChunkWalk } from '../postgres/chunks/chunk-walk.ts'
import { hasFixedCost } from '../postgres/chunks/fixed-cost.ts'
import { loadQueries } from '../postgres/load/load-queries.ts'
import { ChunkSchedule } from './chunk-schedule.ts'
import type { EventListener } from './run-event.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import { GroupProgress } from './group-progress.ts'
import { loadChunks } from './load-chunks.ts'
import { planRun, type PlannedEntity } from './plan-run.ts'
import { openRunners } from './runners/open-runners.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { RunSettings } from './run-settings.ts'
import { failedUnderWay, isResumable } from './failed-under-way.ts'
import type { RunResult } from './run-result.ts'
import { SeekSession } from './seek-session.ts'
import { watchSource } from './watch-source.ts'
import { ResourceStack } from '../resource-stack.ts'
import { StopRequest } from './stop-request.ts'
import { UnderWay } from './under-way.ts'

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

  using stop = new StopRequest(signal, settings.drainMs, (reason) => onEvent({ kind: 'draining', reason }))
  const lost = AbortSignal.any(prepared.sessions.map((session) => session.lost))
  const onLost = (): void => stop.fail(lost.reason)
  lost.addEventListener('abort', onLost, { once: true })
  if (lost.aborted) onLost()
  const underWay = new UnderWay()
  try {
    await using _watch = watchSource(options.source, settings, { onEvent, onLimit: stop.reach })
    await planAndLoad(prepared, ledger, options, { stop, underWay }, onEvent)
  } catch (error) {
    stop.fail(error)
  } finally {
    lost.removeEventListener('abort', onLost)
  }

  const { unfinished } = underWay
  const { outcome, error } = await close(ledger, prepared, stop)
  const milliseconds = performance.now() - started
  const { summary } = ledger
  onEvent({ kind: 'run-finished', outcome, entities: summary.entities, summary, unfinished, milliseconds })
  const resumable = outcome === 'stopped' || (error !== null && isResumable(error))
  return {
    outcome,
    error,
    resumable,
    summary,
    unfinished,
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
  { stop, underWay }: { readonly stop: StopRequest; readonly underWay: UnderWay },
  onEvent: EventListener,
): Promise<void> {
  const { settings } = options
  const { snapshot, mapping } = prepared
  const planned = await planRun(snapshot.client, mapping, ledger.summary.entities, stop.hard)
  if (stop.draining) return
  await ledger.begin(
    planned.map(({ plan }) => plan),
    { lsn: snapshot.lsn, takenAt: snapshot.takenAt },
    prepared.guard.watched,
  )
  const { entities } = ledger.summary
  onEvent({
    kind: 'planned',
    total: entities.reduce((sum, entity) => sum + entity.total, 0),
    estimated: entities.some(({ estimated }) => estimated),
    done: entities.reduce((sum, entity) => sum + entity.read, 0),
    entities: entities.map(({ entity, group, total, estimated, read }) => ({
      entity,
      group,
      total,
      estimated,
      done: read,
    })),
  })
  const groups = new GroupProgress(entities)
  for (const finished of groups.newlyFinished(entities)) onEvent({ kind: 'group-done', ...finished })

  await using held = new ResourceStack()
  const seek = { source: options.source, snapshotId: snapshot.id, queries: loadQueries(mapping), onEvent }
  // A search by index takes milliseconds; where there is none it reads the whole source, and must not hold up others.
  const quick = held.use(new SeekSession({ ...seek, settings: seekByIndexSettings }))
  const slow = held.use(new SeekSession({ ...seek, settings: [] }))
  const seekFor = ({ resolved }: PlannedEntity): SeekSession => (resolved.chunkBy?.indexed === true ? quick : slow)
  const cut = planned.filter(({ resolved }) => resolved.chunkBy !== null)
  for (const session of new Set(cut.map(seekFor))) await session.open(stop.hard)
  const runners = await openRunners(
    { mapping, source: options.source, target: options.target, snapshotId: snapshot.id, onEvent },
    { ...settings, startWriteUnits: prepared.startWriteUnits },
  )
  for (const runner of runners) held.use(runner)
  const lanes = planned.map((entity) => ({
    entity: entity.plan.entity,
    walk: new ChunkWalk(entity.resolved, entity.plan.pending, seekFor(entity).seek),
    rows: entity.tableRows,
    firstChunkRows: entity.firstChunkRows,
    fixedCost: hasFixedCost(entity.resolved),
  }))
  const width = runners.reduce((sum, runner) => sum + runner.width, 0)
  const schedule = new ChunkSchedule(lanes, {
    width,
    rowsPerChunk: settings.rowsPerChunk,
    signal: stop.hard,
    clock: systemClock,
  })
  const { maxRejectPercent } = settings
  const { hashing } = options
  const load = { schedule, runners, ledger, groups, underWay, stop, maxRejectPercent, hashing, onEvent }
  await loadChunks({ ...load, clock: systemClock })
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
  const error = cause === null ? null : failedUnderWay(cause, ledger.summary.origin)
  const open = ledger.summary.entities.some((entity) => entity.pending.length > 0)
  const outcome = error !== null ? 'failed' : open ? 'stopped' : 'completed'
  const status = outcome === 'failed' ? 'Failed' : outcome === 'stopped' ? 'Paused' : 'Completed'
  const said = error ?? (open ? stop.limit : null)
  try {
    await ledger.finish(status, said === null ? null : { code: said.code, message: said.message })
  } catch (unsaved) {
    // The file keeps the last durable state, from which a resume continues; the first error is the one to show.
    return { outcome: 'failed', error: error ?? failedUnderWay(asPgfoldError(unsaved), ledger.summary.origin) }
  }
  return { outcome, error: said }
}

/** The last word of a run: per entity, what was counted must be what was read, and every row must have its outcome. */
function conservationError({ entities }: LedgerSummary): PgfoldError | null {
  const wrong = entities.filter(
    ({ pending, total, counted, read, written, collapsed, rejected }) =>
      read !== counted || (pending.length === 0 && read !== total) || read !== written + collapsed + rejected,
  )
  if (wrong.length === 0) return null
  return new PgfoldError('RUN_NOT_CONSERVED', {
    detail: wrong
      .map(
        ({ entity, counted, read, written, collapsed, rejected }) =>
          `${entity}: counted ${counted}, read ${read}, written ${written}, collapsed ${collapsed}, rejected ${rejected}`,
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

function position(lsn: string | null): string {
  return lsn === null ? '' : ` (${lsn})`
}

function warnOfSnapshots({ snapshots }: LedgerSummary, { snapshot }: PreparedRun, onEvent: EventListener): void {
  const before = snapshots.at(-1)
  if (before === undefined || (before.lsn !== null && before.lsn === snapshot.lsn)) return
  onEvent({
    kind: 'warning',
    code: 'RUN_SEVERAL_SNAPSHOTS',
    detail:
      `this run read the source as of ${before.takenAt}${position(before.lsn)} and reads it as of ` +
      `${snapshot.takenAt}${position(snapshot.lsn)} now: rows that changed in between may come from either; ` +
      '"validate all" shows whether any did, and "repair" corrects them',
  })
}
