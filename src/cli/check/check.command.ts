import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { checkFlags, type CheckFlags } from './check.flags.ts'

export const checkCommand = buildCommand<CheckFlags, [], CliContext>({
  loader: async () => (await import('./check.handler.ts')).checkHandler,
  parameters: {
    flags: checkFlags,
  },
  docs: {
    brief: 'Say what of a mapping would go wrong with this database',
    customUsage: ['[flags]'],
    fullDescription: [
      'Holds the mapping against the catalog, and with --data against the rows, in one snapshot, reading only:',
      'rows that fold, collide or would be rejected, indexes that stay empty, hot partitions, look-ups without a row.',
      'Every finding says how far it goes: by structure, exact (every row), in the sample, or an estimate.',
      '',
      'Exit codes: 0 nothing to mend, 2 errors or warnings are listed, 1 failed.',
      '',
      'Example: pgfold check --mapping shop.ts --data',
    ].join('\n'),
  },
})
