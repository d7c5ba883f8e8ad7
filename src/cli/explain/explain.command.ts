import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { text } from '../parse-values.ts'

export const explainCommand = buildCommand<JsonFlags, [code?: string], CliContext>({
  loader: async () => (await import('./explain.handler.ts')).explainHandler,
  parameters: {
    flags: jsonFlags,
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'Code of an error; without one, all codes are listed',
          placeholder: 'code',
          parse: text,
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'Explain an error code: what, why, how to mend it',
    customUsage: ['[<code>]'],
    fullDescription: 'Example: pgfold explain TABLE_MISSING',
  },
})
