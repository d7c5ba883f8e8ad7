import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../cli-context.ts'
import { jsonFlags, type JsonFlags } from '../../flags/progress-flags.ts'
import { targetFlags, type TargetFlags } from '../../flags/target-flags.ts'

export interface ShowFlags extends TargetFlags, JsonFlags {}

export const showCommand = buildCommand<ShowFlags, [], CliContext>({
  loader: async () => (await import('./show.handler.ts')).showHandler,
  parameters: { flags: { ...targetFlags, ...jsonFlags } },
  docs: {
    brief: 'Show keys, indexes, billing and state of the live table',
    customUsage: ['[flags]'],
    fullDescription: 'Example: pgfold table show --table shop',
  },
})
