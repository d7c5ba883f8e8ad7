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
