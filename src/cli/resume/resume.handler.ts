import { readLedger } from '../../ledger/file-ledger.ts'
import { parseRunId } from '../../ledger/state-path.ts'
import { resume } from '../../run/resume.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readStateDirectory } from '../flags/state-flags.ts'
import { readMigration, runMigration } from '../run-migration.ts'
import type { ResumeFlags } from './resume.flags.ts'

export async function resumeHandler(this: CliContext, flags: ResumeFlags, id: string): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async (interruption) => {
    const runId = parseRunId(id)
    // Read first: without a state there is nothing to go on with, whatever else is missing; and it knows mapping and table.
    const recorded = await readLedger(readStateDirectory(this.env, flags), runId)
    const migration = await readMigration(this, flags, recorded)
    return runMigration(this, flags, migration, interruption, (onEvent, signal) =>
      resume({ ...migration.options, runId }, onEvent, signal),
    )
  })
}
