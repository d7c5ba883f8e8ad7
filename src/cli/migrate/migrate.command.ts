import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { valueFlag, type ValueOption } from '../option.ts'
import { keyFlags, type KeyFlags } from '../options/key-options.ts'
import { mappingFlags, type MappingFlags } from '../options/mapping-options.ts'
import { progressFlags, type ProgressFlags } from '../options/output-options.ts'
import { runFlags, type RunFlags } from '../options/run-options.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../options/source-ddl-options.ts'
import { sourceFlags, type SourceFlags } from '../options/source-options.ts'
import { stateFlags, type StateFlags } from '../options/state-options.ts'
import { targetFlags, type TargetFlags } from '../options/target-options.ts'
import { choice, nameList } from '../parse-values.ts'

export const entities: ValueOption<readonly string[]> = {
  env: 'PGFOLD_ENTITIES',
  brief: 'Only these entities or groups, separated by commas',
  placeholder: 'names',
  parse: nameList,
}

export const onExisting: ValueOption<'refuse' | 'append'> = {
  env: 'PGFOLD_ON_EXISTING',
  brief: 'What to do when the table holds items already; default: refuse',
  placeholder: 'refuse|append',
  parse: choice('refuse', 'append'),
}

export interface MigrateFlags
  extends MappingFlags, SourceFlags, SourceDdlFlags, TargetFlags, RunFlags, StateFlags, ProgressFlags, KeyFlags {
  readonly entities: readonly string[] | undefined
  readonly onExisting: 'refuse' | 'append' | undefined
}

export const migrateCommand = buildCommand<MigrateFlags, [], CliContext>({
  loader: async () => (await import('./migrate.handler.ts')).migrateHandler,
  parameters: {
    flags: {
      ...mappingFlags,
      ...sourceFlags,
      ...sourceDdlFlags,
      ...targetFlags,
      entities: valueFlag(entities),
      onExisting: valueFlag(onExisting),
      ...runFlags,
      ...stateFlags,
      ...keyFlags,
      ...progressFlags,
    },
  },
  docs: {
    brief: 'Load the database into the table',
    customUsage: ['[flags]'],
    fullDescription: [
      'Reads one snapshot of the database and writes every item of the mapping. The state is saved while it runs, in',
      'migration_state_<id>.json; Ctrl-C stops cleanly, and resume goes on from there.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold migrate --mapping shop.ts --table shop',
      '',
      'Exit codes: 0 done, 1 failed, 2 done with rejected rows, 3 stopped early, 64 usage, 78 configuration, 130/143 signal.',
    ].join('\n'),
  },
})
