import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { keyFlags, type KeyFlags } from '../options/key-options.ts'
import { mappingFlags, type MappingFlags } from '../options/mapping-options.ts'
import { progressFlags, type ProgressFlags } from '../options/output-options.ts'
import { runFlags, type RunFlags } from '../options/run-options.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../options/source-ddl-options.ts'
import { sourceFlags, type SourceFlags } from '../options/source-options.ts'
import { stateFlags, type StateFlags } from '../options/state-options.ts'
import { targetFlags, type TargetFlags } from '../options/target-options.ts'
import { text } from '../parse-values.ts'

export interface ResumeFlags
  extends MappingFlags, SourceFlags, SourceDdlFlags, TargetFlags, RunFlags, StateFlags, ProgressFlags, KeyFlags {}

export const resumeCommand = buildCommand<ResumeFlags, [id: string], CliContext>({
  loader: async () => (await import('./resume.handler.ts')).resumeHandler,
  parameters: {
    flags: {
      ...mappingFlags,
      ...sourceFlags,
      ...sourceDdlFlags,
      ...targetFlags,
      ...runFlags,
      ...stateFlags,
      ...keyFlags,
      ...progressFlags,
    },
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
