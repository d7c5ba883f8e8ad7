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
      'Reads the catalog, and statistics if the role may read them, and writes a mapping that runs without changes.',
      'The mapping explains which rows are stored together, how they are found, and what is copied and counted.',
      'Writes nothing to the database.',
      '',
      'Exit codes: 0 the draft contains every table that is not a view, 2 tables are left out for the reasons listed.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold init --out shop.ts',
    ].join('\n'),
  },
})
