import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../cli-context.ts'
import { checkFlags, type CheckFlags } from './check.flags.ts'

export const checkCommand = buildCommand<CheckFlags, [], CliContext>({
  loader: async () => (await import('./check.handler.ts')).checkHandler,
  parameters: { flags: checkFlags },
  docs: {
    brief: 'Compare the live table with what the mapping needs',
    customUsage: ['[flags]'],
    fullDescription:
      'Exit code 0: it fits; 2: findings are listed; 78: there is no such table.\n\nExample: pgfold table check --mapping shop.ts --table shop',
  },
})
