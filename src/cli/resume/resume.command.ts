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
      'Continues after the last chunk that was saved. The id is enough: mapping, table, endpoint and region are taken',
      'from the state of the run. A flag wins over its variable, and a variable that is set wins over the state; what',
      'is another database, table or mapping than that of the run is refused. The database is found as ever, by',
      'DATABASE_URL or --source-file: a state file holds no secret.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold resume migration_1760000000',
    ].join('\n'),
  },
})
