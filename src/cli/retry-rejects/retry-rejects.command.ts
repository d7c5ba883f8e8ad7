import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { text } from '../parse-values.ts'
import { retryRejectsFlags, type RetryRejectsFlags } from './retry-rejects.flags.ts'

export const retryRejectsCommand = buildCommand<RetryRejectsFlags, [id: string], CliContext>({
  loader: async () => (await import('./retry-rejects.handler.ts')).retryRejectsHandler,
  parameters: {
    flags: retryRejectsFlags,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Id of the run, migration_<epoch seconds>', placeholder: 'id', parse: text }],
    },
  },
  docs: {
    brief: 'Load rejected rows again after their cause was fixed',
    customUsage: ['<id> [flags]'],
    fullDescription: [
      'Finds the rows of the reject file by their source key in a new snapshot, derives them as the load does, and',
      'writes those that are right now. Rows that are still rejected stay in the reject file. An item that somebody',
      'else wrote under the key of a row is left alone, unless --overwrite is given. The run must be complete. Without',
      '--table or its variable, the table is taken from the state of the run.',
      '',
      'Exit codes: 0 no row is rejected any more, 2 some are (in a dry run: something would change), 3 stopped early;',
      'the same command continues.',
      '',
      'Example: pgfold retry-rejects migration_1760000000 --dry-run --mapping shop.ts',
    ].join('\n'),
  },
})
