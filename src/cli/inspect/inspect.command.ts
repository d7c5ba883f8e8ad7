import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { switchFlag, type SwitchOption } from '../option.ts'
import { selectionFlags, type SelectionFlags } from '../flags/selection-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/progress-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'

export const exact: SwitchOption = { env: null, brief: 'Count the rows of every table; reads all of them' }

export interface InspectFlags extends SourceFlags, SelectionFlags, JsonFlags {
  readonly exact: boolean | undefined
}

export const inspectCommand = buildCommand<InspectFlags, [], CliContext>({
  loader: async () => (await import('./inspect.handler.ts')).inspectHandler,
  parameters: { flags: { ...sourceFlags, ...selectionFlags, exact: switchFlag(exact), ...jsonFlags } },
  docs: {
    brief: 'Show what the database has, and what to know before moving it',
    customUsage: ['[flags]'],
    fullDescription: [
      'Tables with rows, sizes, keys and relations in both directions; types whose values may not fit, large values (by a',
      'sample of 1,000 rows per table), foreign keys without an index, tables without a key. Reads only.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold inspect --exact',
    ].join('\n'),
  },
})
