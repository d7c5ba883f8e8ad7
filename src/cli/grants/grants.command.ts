import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { grantsFlags, type GrantsFlags } from './grants.flags.ts'

export const grantsCommand = buildCommand<GrantsFlags, [], CliContext>({
  loader: async () => (await import('./grants.handler.ts')).grantsHandler,
  parameters: {
    flags: grantsFlags,
  },
  docs: {
    brief: 'Print the least PostgreSQL rights that this mapping needs',
    customUsage: ['[flags]'],
    fullDescription: [
      'Prints one GRANT for each schema and table, by column, as SQL that psql takes. They are enough for check,',
      'migrate, resume, validate and repair. Run it with a role that sees the tables; it reads the catalog and changes',
      'nothing. The server is asked what raw SQL, conditions and views read; their text then stands in its log.',
      'What a function reads inside itself is not seen.',
      '',
      'Example: pgfold grants --mapping shop.ts --role shop_reader',
    ].join('\n'),
  },
})
