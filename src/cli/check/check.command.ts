import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { checkFlags, type CheckFlags } from './check.flags.ts'

export const checkCommand = buildCommand<CheckFlags, [], CliContext>({
  loader: async () => (await import('./check.handler.ts')).checkHandler,
  parameters: {
    flags: checkFlags,
  },
  docs: {
    brief: 'Report what would fail with this mapping and database',
    customUsage: ['[flags]'],
    fullDescription: [
      'Compares the mapping with the catalog and, with --data, with the rows in one snapshot. Writes nothing.',
      'Reports rows that collapse, collide or would be rejected, indexes that stay empty, hot partitions, and look-ups',
      'that find no row. Every finding says what it is based on: the structure, every row, the sample, or an estimate.',
      '',
      'Exit codes: 0 nothing to fix, 2 errors or warnings are listed, 1 failed.',
      '',
      'Example: pgfold check --mapping shop.ts --data',
    ].join('\n'),
  },
})
