import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { initFlags, type InitFlags } from './init.flags.ts'

export const initCommand = buildCommand<InitFlags, [], CliContext>({
  loader: async () => (await import('./init.handler.ts')).initHandler,
  parameters: {
    flags: initFlags,
  },
  docs: {
    brief: 'Draft a mapping file from the database',
    customUsage: ['[flags]'],
    fullDescription: [
      'Reads the catalog, and statistics where they are readable, and writes a mapping that runs as it is: which rows lie',
      'together, how they are found, what is copied and counted, each with its reason. Writes nothing to the database.',
      '',
      'Exit code 0: every table is in the draft, or is a view; 2: tables are left out for a reason that is named.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold init --out shop.ts',
    ].join('\n'),
  },
})
