import { retryRejectsData } from '../../output/json/retry-rejects-data.ts'
import { retryRejectsListener } from '../../output/retry-rejects-listener.ts'
import { retryRejectsExit, retryRejectsText } from '../../output/text/retry-rejects-text.ts'
import { resolveTargetConfig } from '../../dynamodb/transport/resolve-target-config.ts'
import { readLedger } from '../../ledger/file-ledger.ts'
import { parseRunId } from '../../ledger/state-path.ts'
import { retryRejects } from '../../run/rejects/retry-rejects.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readSource } from '../flags/reading-flags.ts'
import { readProgressOptions } from '../flags/progress-flags.ts'
import { readStateDirectory } from '../flags/state-flags.ts'
import { readTarget } from '../flags/target-flags.ts'
import { runFiles } from '../run-files.ts'
import { sayNotes } from '../say-notes.ts'
import { switchOf } from '../switch-option.ts'
import { dryRun, overwrite, type RetryRejectsFlags } from './retry-rejects.flags.ts'

export async function retryRejectsHandler(this: CliContext, flags: RetryRejectsFlags, id: string): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const runId = parseRunId(id)
    const stateDirectory = readStateDirectory(this.env, flags)
    // Read first: without a state there is nothing to retry, whatever else is missing; and it knows the table.
    const run = await readLedger(stateDirectory, runId)
    const mapping = await readMapping(this, flags, run.origin.mapping)
    const source = await readSource(this, flags)
    const target = await resolveTargetConfig(readTarget(this, flags, run.origin), this.env)
    const notes = [...source.notes, ...target.notes.map((note) => note.message)]
    const progress = readProgressOptions(this.env, flags)
    if (!progress.quiet) sayNotes(this, notes)
    const result = await retryRejects(
      {
        runId,
        mapping,
        source,
        target: target.config,
        stateDirectory,
        dryRun: switchOf(dryRun, flags.dryRun, this.env),
        overwrite: switchOf(overwrite, flags.overwrite, this.env),
      },
      retryRejectsListener({ stream: this.stderr, ...progress }),
      signal,
    )
    const { retryCommand } = runFiles(this, stateDirectory, runId)
    return {
      exit: retryRejectsExit(result),
      text: retryRejectsText(result, retryCommand),
      data: retryRejectsData(result),
      warnings: notes,
      ...(result.error === null ? {} : { error: result.error }),
    }
  })
}
