import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { inspectFlags, type InspectFlags } from './inspect.flags.ts'

export const inspectCommand = buildCommand<InspectFlags, [], CliContext>({
  loader: async () => (await import('./inspect.handler.ts')).inspectHandler,
  parameters: { flags: inspectFlags },
  docs: {
    brief: 'Show the tables of the database and what to know before a migration',
    customUsage: ['[flags]'],
    fullDescription: [
      'Lists tables with their rows, sizes, keys and relations in both directions, types whose values may not fit,',
      'large values (from a sample of 1,000 rows per table), foreign keys without an index, and tables without a key.',
      'Writes nothing.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold inspect --exact',
    ].join('\n'),
  },
})
