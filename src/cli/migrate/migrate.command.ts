import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { migrateFlags, type MigrateFlags } from './migrate.flags.ts'

export const migrateCommand = buildCommand<MigrateFlags, [], CliContext>({
  loader: async () => (await import('./migrate.handler.ts')).migrateHandler,
  parameters: {
    flags: migrateFlags,
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
