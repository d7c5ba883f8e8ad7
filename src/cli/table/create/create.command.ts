import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../cli-context.ts'
import { createFlags, type CreateFlags } from './create.flags.ts'

export const createCommand = buildCommand<CreateFlags, [], CliContext>({
  loader: async () => (await import('./create.handler.ts')).createHandler,
  parameters: {
    flags: createFlags,
  },
  docs: {
    brief: 'Create the table with its indexes and wait until it is ready',
    customUsage: ['[flags]'],
    fullDescription: 'Example: pgfold table create --mapping shop.ts --table shop --billing on-demand',
  },
})
