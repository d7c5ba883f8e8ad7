import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { text } from '../parse-values.ts'
import { resumeFlags, type ResumeFlags } from './resume.flags.ts'

export const resumeCommand = buildCommand<ResumeFlags, [id: string], CliContext>({
  loader: async () => (await import('./resume.handler.ts')).resumeHandler,
  parameters: {
    flags: resumeFlags,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Id of the run, migration_<epoch seconds>', placeholder: 'id', parse: text }],
    },
  },
  docs: {
    brief: 'Resume a stopped run',
    customUsage: ['<id> [flags]'],
    fullDescription: [
      'Continues after the last chunk that was saved. Database, table and mapping must be those of the run. Without',
      '--table or its variable, the table is taken from the state of the run.',
      '',
      'Example: pgfold resume migration_1760000000 --mapping shop.ts',
    ].join('\n'),
  },
})
