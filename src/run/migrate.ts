import { keyHashing } from '../key-hashing.ts'
import { createFileLedger } from '../ledger/file-ledger.ts'
import { selectEntities } from '../mapping/select-entities.ts'
import { conduct } from './conduct.ts'
import type { EventListener } from './event.ts'
import { prepareRun } from './prepare-run.ts'
import { failedBeforeStart } from './run-error.ts'
import { runSettings, type MigrateOptions } from './run-options.ts'
import type { RunResult } from './run-result.ts'
import { stoppedEarly } from './stop-request.ts'

/**
 * Loads a source into a table, from the beginning. Throws `PgfoldError` for everything that is found before the first
 * write (then nothing is left behind); afterwards every end is a result. Aborting `signal` (reason `SIGINT` or
 * `SIGTERM`) drains.
 */
export async function migrate(
  options: MigrateOptions,
  onEvent: EventListener,
  signal: AbortSignal,
): Promise<RunResult> {
  // Options are refused before anything is asked of source and target.
  runSettings(options)
  const stateDirectory = options.stateDirectory ?? '.'
  try {
    await using prepared = await prepareRun(
      {
        ...options,
        stateDirectory,
        onExisting: options.onExisting ?? 'refuse',
        select: (mapping) => selectEntities(mapping, options.entities ?? []),
        checkBinding: () => undefined,
        checkSchema: () => undefined,
        watched: null,
      },
      onEvent,
      signal,
    )
    const { mapping, schema, source, target } = prepared
    await using ledger = await createFileLedger(
      stateDirectory,
      {
        mapping: { name: mapping.name, hash: mapping.hash },
        schema,
        source,
        target,
        entities: mapping.entities.map(({ name, group }) => ({ entity: name, group })),
        ...(options.runId === undefined ? {} : { runId: options.runId }),
      },
      { hideBounds: keyHashing(options.hashKeys) !== null },
    )
    return await conduct(prepared, ledger, { ...options, stateDirectory, resumed: false }, onEvent, signal)
  } catch (error) {
    throw failedBeforeStart(stoppedEarly(error, signal, 'Nothing was written; start it again.'))
  }
}
