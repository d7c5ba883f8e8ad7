import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { stateFlags, type StateFlags } from '../flags/state-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'
import { text } from '../parse-values.ts'

export interface ResumeFlags extends MappingFlags, SourceFlags, TargetFlags, RunFlags, StateFlags, ProgressFlags {}

export const resumeCommand = buildCommand<ResumeFlags, [id: string], CliContext>({
  loader: async () => (await import('./resume.handler.ts')).resumeHandler,
  parameters: {
    flags: { ...mappingFlags, ...sourceFlags, ...targetFlags, ...runFlags, ...stateFlags, ...progressFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Id of the run, migration_<epoch seconds>', placeholder: 'id', parse: text }],
    },
  },
  docs: {
    brief: 'Go on with a run that stopped',
    customUsage: ['<id> [flags]'],
    fullDescription: [
      'Goes on from the last chunk that was saved, with the same database, table and mapping; anything else is refused.',
      'The table is known from the state of the run.',
      '',
      'Example: pgfold resume migration_1760000000 --mapping shop.ts',
    ].join('\n'),
  },
})
