import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../context.ts'
import { jsonFlags, type JsonFlags } from '../../options/output-options.ts'
import { targetFlags, type TargetFlags } from '../../options/target-options.ts'

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
