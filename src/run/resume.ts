import { PgfoldError } from '../errors/pgfold-error.ts'
import { keyHashing } from '../key-hashing.ts'
import { openFileLedger, readLedger } from '../ledger/file-ledger.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import { rejectsPath, statePath } from '../ledger/state-path.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import { checkMappingBinding, checkSchemaBinding, checkSourceBinding, checkTargetBinding } from './check-binding.ts'
import { conduct } from './conduct.ts'
import type { EventListener } from './event.ts'
import { prepareRun } from './prepare-run.ts'
import { runSettings, type ResumeOptions } from './run-options.ts'
import type { RunResult } from './run-result.ts'
import { stoppedEarly } from './stop-request.ts'

/**
 * Goes on with a run from its last durable chunk, over a new snapshot. Refuses another source, table, mapping or other
 * columns (RUN_OTHER_…) and any state file that cannot be trusted (LEDGER_…). A run that is complete is left alone.
 */
export async function resume(options: ResumeOptions, onEvent: EventListener, signal: AbortSignal): Promise<RunResult> {
  runSettings(options)
  const { runId } = options
  const stateDirectory = options.stateDirectory ?? '.'
  const before = await readLedger(stateDirectory, runId)
  if (before.status === 'Completed') {
    return {
      outcome: 'completed',
      summary: before,
      error: null,
      resumable: false,
      milliseconds: 0,
      stateFile: statePath(stateDirectory, runId),
      rejectFile: rejectsPath(stateDirectory, runId),
      alreadyCompleted: true,
    }
  }
  const begunWith = recordOf(before)
  checkMappingBinding(before, { name: options.mapping.definition.name, hash: options.mapping.hash })
  try {
    await using prepared = await prepareRun(
      {
        ...options,
        stateDirectory,
        onExisting: 'resume',
        select: (mapping) => selectOf(before, mapping),
        checkBinding: (source, target) => {
          checkSourceBinding(before, source)
          checkTargetBinding(before, target)
        },
        checkSchema: (schema) => checkSchemaBinding(begunWith, schema),
        watched: before.watched,
      },
      onEvent,
      signal,
    )
    // Read again under the lock: until then another process could have gone on with the run.
    await using ledger = await openFileLedger(stateDirectory, runId, {
      hideBounds: keyHashing(options.hashKeys) !== null,
    })
    await ledger.takeUp()
    return await conduct(prepared, ledger, { ...options, stateDirectory, resumed: true }, onEvent, signal)
  } catch (error) {
    throw stoppedEarly(error, signal, 'Nothing was changed; resume it again.')
  }
}

/**
 * Throws LEDGER_OLDER where nothing can be compared: what is to be loaded could be of another form than what is there.
 */
function recordOf({ schema, runId }: LedgerSummary): SchemaRecord {
  if (schema !== null) return schema
  throw new PgfoldError('LEDGER_OLDER', { detail: runId })
}

/** A run of some entities goes on with the same ones. */
function selectOf({ entities }: LedgerSummary, mapping: ResolvedMapping): ResolvedMapping {
  const names = new Set(entities.map(({ entity }) => entity))
  return { ...mapping, entities: mapping.entities.filter(({ name }) => names.has(name)) }
}
