import { keyHashing } from '../key-hashing.ts'
import { createFileLedger } from '../ledger/file-ledger.ts'
import { conduct } from './conduct.ts'
import { prepareRun } from './prepare-run.ts'
import type { EventListener } from './run-event.ts'
import type { MigrateOptions } from './run-options.ts'
import { failedBeforeStart } from './failed-before-start.ts'
import type { RunResult } from './run-result.ts'
import { runSettings } from './run-settings.ts'
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
  const settings = runSettings(options)
  const hashing = keyHashing(options.hashKeys)
  const stateDirectory = options.stateDirectory ?? '.'
  const { source, target, runId } = options
  try {
    await using prepared = await prepareRun(
      {
        mapping: options.mapping,
        source,
        target,
        stateDirectory,
        attempt: {
          kind: 'new',
          onExisting: options.onExisting ?? 'refuse',
          entities: options.entities ?? [],
          plan: options.plan ?? null,
        },
      },
      onEvent,
      signal,
    )
    await using ledger = await createFileLedger(
      stateDirectory,
      {
        mapping: { name: prepared.mapping.name, hash: prepared.mapping.hash },
        schema: prepared.schema,
        source: prepared.source,
        target: prepared.target,
        entities: prepared.mapping.entities.map(({ name, group }) => ({ entity: name, group })),
        ...(runId === undefined ? {} : { runId }),
      },
      { hideBounds: hashing !== null },
    )
    return await conduct(
      prepared,
      ledger,
      { source, target, stateDirectory, settings, hashing, resumed: false },
      onEvent,
      signal,
    )
  } catch (error) {
    throw failedBeforeStart(stoppedEarly(error, signal, 'Nothing was written; start it again.'))
  }
}
