import { keyHashing } from '../key-hashing.ts'
import { openFileLedger, readLedger } from '../ledger/file-ledger.ts'
import { rejectsPath, statePath } from '../ledger/state-path.ts'
import { checkMappingBinding } from './check-binding.ts'
import { conduct } from './conduct.ts'
import { prepareRun } from './prepare-run.ts'
import type { EventListener } from './run-event.ts'
import type { ResumeOptions } from './run-options.ts'
import type { RunResult } from './run-result.ts'
import { runSettings } from './run-settings.ts'
import { stoppedEarly } from './stop-request.ts'
import { nothingUnfinished } from './under-way.ts'

/**
 * Resumes a run from its last durable chunk, over a new snapshot. Refuses another source, table, mapping or other
 * columns (RUN_OTHER_…) and any state file that cannot be trusted (LEDGER_…). A run that is complete is left alone.
 */
export async function resume(options: ResumeOptions, onEvent: EventListener, signal: AbortSignal): Promise<RunResult> {
  const settings = runSettings(options)
  const hashing = keyHashing(options.hashKeys)
  const { runId, mapping, source, target } = options
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
      unfinished: nothingUnfinished,
      alreadyCompleted: true,
    }
  }
  checkMappingBinding(before, { name: mapping.definition.name, hash: mapping.hash }, mapping.origin)
  try {
    await using prepared = await prepareRun(
      { mapping, source, target, stateDirectory, attempt: { kind: 'resumed', run: before } },
      onEvent,
      signal,
    )
    // Read again under the lock: until then another process could have resumed the run.
    await using ledger = await openFileLedger(stateDirectory, runId, { hideBounds: hashing !== null })
    // Whoever made the mapping in a program leaves what is recorded: the hash says that it is the same.
    const recorded = before.origin?.mapping ?? null
    await ledger.claim({ ...prepared.origin, mapping: prepared.origin.mapping ?? recorded })
    return await conduct(
      prepared,
      ledger,
      { source, target, stateDirectory, settings, hashing, resumed: true },
      onEvent,
      signal,
    )
  } catch (error) {
    throw stoppedEarly(error, signal, 'Nothing was changed; resume it again.')
  }
}
