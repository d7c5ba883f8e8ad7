import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../cli-context.ts'
import { showFlags, type ShowFlags } from './show.flags.ts'

export const showCommand = buildCommand<ShowFlags, [], CliContext>({
  loader: async () => (await import('./show.handler.ts')).showHandler,
  parameters: { flags: showFlags },
  docs: {
    brief: 'Show keys, indexes, billing and state of the live table',
    customUsage: ['[flags]'],
    fullDescription: 'Example: pgfold table show --table shop',
  },
})
