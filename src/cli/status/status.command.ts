import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { switchFlag, type SwitchOption } from '../option.ts'
import { jsonFlags, type JsonFlags } from '../options/output-options.ts'
import { stateFlags, type StateFlags } from '../options/state-options.ts'
import { text } from '../parse-values.ts'

const watch: SwitchOption = {
  env: null,
  brief: 'Print again whenever the state changes, until the run or its process ends',
}

export interface StatusFlags extends StateFlags, JsonFlags {
  readonly watch: boolean | undefined
}

export const statusCommand = buildCommand<StatusFlags, [id: string], CliContext>({
  loader: async () => (await import('./status.handler.ts')).statusHandler,
  parameters: {
    flags: { ...stateFlags, watch: switchFlag(watch), ...jsonFlags },
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
