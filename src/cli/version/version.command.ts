import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { jsonFlags, type JsonFlags } from '../options/output-options.ts'

export const versionCommand = buildCommand<JsonFlags, [], CliContext>({
  loader: async () => (await import('./version.handler.ts')).versionHandler,
  parameters: { flags: jsonFlags },
  docs: { brief: 'Show the versions of pgfold and of what it runs on', customUsage: ['[--json]'] },
})
