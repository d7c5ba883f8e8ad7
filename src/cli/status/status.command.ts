import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { text } from '../parse-values.ts'
import { statusFlags, type StatusFlags } from './status.flags.ts'

export const statusCommand = buildCommand<StatusFlags, [id: string], CliContext>({
  loader: async () => (await import('./status.handler.ts')).statusHandler,
  parameters: {
    flags: statusFlags,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Id of the run, migration_<epoch seconds>', placeholder: 'id', parse: text }],
    },
  },
  docs: {
    brief: 'Show how far a run is',
    customUsage: ['<id> [flags]'],
    fullDescription: [
      'Reads the saved state, so it works from another terminal while the run goes on, after its end and after a crash.',
      'Says whether the process of the run is alive, as far as that can be told from this machine.',
      '',
      'Example: pgfold status migration_1760000000 --watch',
    ].join('\n'),
  },
})
