import type { EntityName } from '../../brand.ts'
import { countRetries } from '../../dynamodb/call/count-retries.ts'
import { systemClock } from '../../clock.ts'
import { openTransport } from '../../dynamodb/transport/open-transport.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { readLedger } from '../../ledger/file-ledger.ts'
import type { LedgerSummary } from '../../ledger/ledger.ts'
import type { RejectRecord } from '../../ledger/read-rejects.ts'
import { openRetryLedger, type EntityChange, type RetryLedger } from '../../ledger/retry-ledger.ts'
import { rejectsPath, statePath } from '../../ledger/state-path.ts'
import { schemaChanges } from '../../mapping/schema-changes.ts'
import { failedBeforeStart } from '../failed-before-start.ts'
import { prepareRun, type PreparedRun } from '../prepare-run.ts'
import type { RunEvent } from '../run-event.ts'
import { stopReason, stoppedEarly } from '../stop-request.ts'
import { putRejected } from './put-rejected.ts'
import { refuseOtherKeys } from './refuse-other-keys.ts'
import { retryBatches } from './retry-batches.ts'
import { retryBatch } from './retry-batch.ts'
import { RetrySession } from './retry-session.ts'
import type {
  RetriedAs,
  RetryRejectsListener,
  RetryRejectsOptions,
  RetryRejectsResult,
} from './retry-rejects-options.ts'
import { addChanges, type Settlement } from './settlement.ts'

/**
 * Tries the rejected rows of a complete run again, after their cause was fixed in the source or in the policies of the
 * mapping: finds them by their source key in a new snapshot, derives them with the load's own queries and encoder, and
 * puts what is right now. Reject file and figures are then replaced together. Nothing is written over unless `overwrite`
 * says so. May be ended at any time and run again: what it has put is found in place.
 *
 * Throws RETRY_RUN_OPEN, RETRY_KEYS_HASHED, RETRY_OTHER_KEYS, RUN_OTHER_SOURCE, RUN_OTHER_TARGET, errors of the areas
 * ledger, mapping, source and target. What stops it later is `error` of the result.
 */
export async function retryRejects(
  options: RetryRejectsOptions,
  onEvent: RetryRejectsListener,
  signal: AbortSignal,
): Promise<RetryRejectsResult> {
  const stateDirectory = options.stateDirectory ?? '.'
  const before = await readLedger(stateDirectory, options.runId)
  if (before.status !== 'Completed')
    throw new PgfoldError('RETRY_RUN_OPEN', { detail: `${options.runId} is ${before.status}` })
  if (before.entities.every(({ rejected }) => rejected === 0)) return nothingToDo(options, before)
  try {
    await using prepared = await prepareRun(
      {
        mapping: options.mapping,
        source: options.source,
        target: options.target,
        stateDirectory,
        attempt: { kind: 'retry', run: before },
      },
      (event) => passOn(event, onEvent),
      signal,
    )
    // Read again under the lock: until then another process could have retried them.
    const ledger = await openRetryLedger(stateDirectory, options.runId)
    refuseOtherKeys(ledger.summary.schema, prepared.schema, ledger.rejects)
    return await retryPrepared(prepared, ledger, options, onEvent, signal)
  } catch (error) {
    throw failedBeforeStart(stoppedEarly(error, signal, 'Nothing was changed; run the same command again.'))
  }
}

async function retryPrepared(
  prepared: PreparedRun,
  ledger: RetryLedger,
  options: RetryRejectsOptions,
  onEvent: RetryRejectsListener,
  signal: AbortSignal,
): Promise<RetryRejectsResult> {
  const { rejects } = ledger
  const dryRun = options.dryRun ?? false
  onEvent({
    kind: 'retry-started',
    runId: options.runId,
    rejects: rejects.length,
    table: prepared.target.table,
    dryRun,
  })
  for (const { severity, code, message } of prepared.warnings)
    if (severity === 'warning') onEvent({ kind: 'warning', code, detail: message })
  warnOfChanges(ledger.summary, prepared, onEvent)

  const lost = prepared.sessions.map((session) => session.lost)
  const either = AbortSignal.any([signal, ...lost])
  const settled = new Map<RejectRecord, Settlement>()
  const retries = countRetries(onEvent, () => systemClock.now())
  let requests = 0
  let error: PgfoldError | null = null
  try {
    await using transport = await openTransport(options.target)
    await using session = new RetrySession(prepared, options.source, (event) => passOn(event, onEvent))
    const put = {
      transport,
      tableName: options.target.table,
      table: prepared.mapping.table,
      dryRun,
      overwrite: options.overwrite ?? false,
      onRetry: (retry: Parameters<typeof retries.retried>[0]) => retries.retried(retry, options.target.table),
    }
    for (const entity of prepared.mapping.entities) {
      const records = rejects.filter((record) => record.entity === entity.name)
      for (const batch of retryBatches(entity, records)) {
        const settlements = await session.run(async (client) => {
          const deps = {
            client,
            mapping: prepared.mapping,
            put: (item: Parameters<typeof putRejected>[0]) => {
              requests += 1
              return putRejected(item, put, either)
            },
          }
          return await retryBatch(batch, deps, either)
        }, either)
        for (const settlement of settlements) {
          settled.set(settlement.record, settlement)
          onEvent({ kind: 'row-retried', row: settlement.row })
        }
        onEvent({ kind: 'retry-progress', done: settled.size, rejects: rejects.length })
      }
    }
    await prepared.guard.verify()
  } catch (thrown) {
    error = stoppedBy(thrown, signal)
  }
  const { lsn, takenAt } = prepared.snapshot
  // Of a table that was replaced meanwhile the rows may have been read as gone.
  const isTrusted = error?.code !== 'SOURCE_TABLES_CHANGED'
  const lines = rejects.flatMap((record) => settled.get(record)?.line ?? (settled.has(record) ? [] : [record.line]))
  if (!dryRun && isTrusted && settled.size > 0)
    await ledger.commit({
      lines,
      changes: changesOf(settled.values()),
      snapshot: { lsn, takenAt },
      totals: { requests, retries: retries.counts.retries, throttles: retries.counts.throttles, unprocessed: 0 },
    })
  return resultOf(options, ledger.summary, [...settled.values()], {
    rejects: rejects.length,
    left: lines.length,
    error,
  })
}

function changesOf(settlements: Iterable<Settlement>): ReadonlyMap<EntityName, EntityChange> {
  const changes = new Map<EntityName, EntityChange>()
  for (const { record, change } of settlements) {
    const sum = changes.get(record.entity)
    changes.set(record.entity, sum === undefined ? change : addChanges(sum, change))
  }
  return changes
}

/** What was tried until then is kept; exit code 3 says that the same command goes on. */
function stoppedBy(thrown: unknown, signal: AbortSignal): PgfoldError {
  const again = 'Run the same command again: what was written is found in place.'
  if (signal.aborted) return new PgfoldError('RUN_STOPPED', { detail: stopReason(signal), fix: again, cause: thrown })
  if (!(thrown instanceof PgfoldError))
    return new PgfoldError('RUN_UNEXPECTED', {
      detail: thrown instanceof Error ? thrown.name : typeof thrown,
      cause: thrown,
      exit: 3,
    })
  const { code, detail, place, fix, cause } = thrown
  return new PgfoldError(code, {
    detail: detail?.split('\n'),
    place,
    cause,
    fix: /resum/i.test(fix) ? again : `${fix} ${again}`,
    exit: 3,
  })
}

/** Rows are derived by what the source and the mapping are now; the others of the run were not. */
function warnOfChanges({ schema, mapping }: LedgerSummary, now: PreparedRun, onEvent: RetryRejectsListener): void {
  const changes = schemaChanges(schema, now.schema)
  if (changes.length === 0 && mapping.hash === now.mapping.hash) return
  const what = [...(mapping.hash === now.mapping.hash ? [] : ['the mapping has changed since the run']), ...changes]
  onEvent({
    kind: 'warning',
    code: 'RETRY_OTHER_RULES',
    detail: `${what.join('; ')}: items that the run wrote may differ from what the mapping says now; "validate all" shows which`,
  })
}

function passOn(event: RunEvent, onEvent: RetryRejectsListener): void {
  if (event.kind === 'warning' || event.kind === 'retried' || event.kind === 'throttled') onEvent(event)
}

function nothingToDo(options: RetryRejectsOptions, summary: LedgerSummary): RetryRejectsResult {
  return resultOf(options, summary, [], { rejects: 0, left: 0, error: null })
}

function resultOf(
  options: RetryRejectsOptions,
  summary: LedgerSummary,
  settlements: readonly Settlement[],
  outcome: Pick<RetryRejectsResult, 'rejects' | 'left' | 'error'>,
): RetryRejectsResult {
  const counts: Record<RetriedAs, number> = {
    written: 0,
    present: 0,
    collapsed: 0,
    rejected: 0,
    stands: 0,
    gone: 0,
    untraceable: 0,
  }
  for (const { row } of settlements) counts[row.outcome] += 1
  const stateDirectory = options.stateDirectory ?? '.'
  return {
    runId: options.runId,
    outcome: outcome.error === null ? 'completed' : 'stopped',
    dryRun: options.dryRun ?? false,
    counts,
    rows: settlements.map(({ row }) => row),
    summary,
    stateFile: statePath(stateDirectory, options.runId),
    rejectFile: rejectsPath(stateDirectory, options.runId),
    ...outcome,
  }
}
