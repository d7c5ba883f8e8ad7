import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { inspectFlags, type InspectFlags } from './inspect.flags.ts'

export const inspectCommand = buildCommand<InspectFlags, [], CliContext>({
  loader: async () => (await import('./inspect.handler.ts')).inspectHandler,
  parameters: { flags: inspectFlags },
  docs: {
    brief: 'Show what the database has, and what to know before moving it',
    customUsage: ['[flags]'],
    fullDescription: [
      'Tables with rows, sizes, keys and relations in both directions; types whose values may not fit, large values (by a',
      'sample of 1,000 rows per table), foreign keys without an index, tables without a key. Reads only.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold inspect --exact',
    ].join('\n'),
  },
})
