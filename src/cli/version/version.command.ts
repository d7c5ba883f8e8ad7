import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'

export const versionCommand = buildCommand<JsonFlags, [], CliContext>({
  loader: async () => (await import('./version.handler.ts')).versionHandler,
  parameters: { flags: jsonFlags },
  docs: { brief: 'Show the versions of pgfold and of what it runs on', customUsage: ['[--json]'] },
})
