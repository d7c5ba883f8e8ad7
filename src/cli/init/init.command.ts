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
      'With --attribute-keys an index that serves one entity uses numbers, times and ids as key attributes of their own',
      'instead of one text. Among emulators only DynamoDB Local 3.3 supports such indexes.',
      '',
      'Exit codes: 0 the draft contains every table that is not a view, 2 tables are left out for the reasons listed.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold init --out shop.ts',
    ].join('\n'),
  },
})
