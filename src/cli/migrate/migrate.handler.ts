import { migrate } from '../../run/migrate.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { valueOf } from '../value-option.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readMigration, runMigration } from '../run-migration.ts'
import { readPlanFile } from '../plan/plan-file.ts'
import { entities, onExisting, plan, type MigrateFlags } from './migrate.flags.ts'

export async function migrateHandler(this: CliContext, flags: MigrateFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async (interruption) => {
    const migration = await readMigration(this, flags)
    const planFile = valueOf(plan, flags.plan, this.env)
    const options = {
      ...migration.options,
      entities: valueOf(entities, flags.entities, this.env),
      onExisting: valueOf(onExisting, flags.onExisting, this.env),
      plan: planFile === undefined ? undefined : await readPlanFile(planFile),
    }
    return runMigration(this, flags, migration, interruption, (onEvent, signal) => migrate(options, onEvent, signal))
  })
}
