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
      'Reads one snapshot of the database and writes every item of the mapping. While it runs, it saves its state in',
      'migration_state_<id>.json. Ctrl-C stops it cleanly, and "resume" continues from there. After a crash the same',
      'command names the unfinished run; with --continue it goes on with it.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold migrate --mapping shop.ts --table shop',
      '',
      'Exit codes: 0 done, 1 failed, 2 done with rejected rows, 3 stopped early, 64 usage, 78 configuration,',
      '130 and 143 stopped by a signal.',
    ].join('\n'),
  },
})
