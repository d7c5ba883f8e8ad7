import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../cli-context.ts'
import { checkFlags, type CheckFlags } from './check.flags.ts'

export const checkCommand = buildCommand<CheckFlags, [], CliContext>({
  loader: async () => (await import('./check.handler.ts')).checkHandler,
  parameters: { flags: checkFlags },
  docs: {
    brief: 'Compare the table with what the mapping needs',
    customUsage: ['[flags]'],
    fullDescription: [
      'Exit codes: 0 the table fits, 2 it differs as listed, 78 there is no such table, 1 failed.',
      '',
      'Example: pgfold table check --mapping shop.ts --table shop',
    ].join('\n'),
  },
})
