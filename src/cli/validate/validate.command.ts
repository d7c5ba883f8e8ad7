import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { text } from '../parse-values.ts'
import { validateFlags, type ValidateFlags } from './validate.flags.ts'

const fullDescription = [
  'Derives every expected item again by another way than the load and compares it with the table, attribute by attribute.',
  '',
  '  all          every item, both ways (the default)',
  '  count        the number of items of every entity',
  '  sample [n]   n items drawn at random over all entities (default 100)',
  '  <name> ...   every item of these groups or entities',
  '',
  'Exit codes: 0 equal, 2 differences found (listed in the report), 1 failed.',
  '',
  'Example: pgfold validate sample 1000 --mapping shop.ts --table shop',
].join('\n')

export const validateCommand = buildValidateCommand(fullDescription)

/** The command with a description of one's own, for a preset. */
export function buildValidateCommand(description: string) {
  return buildCommand<ValidateFlags, string[], CliContext>({
    loader: async () => (await import('./validate.handler.ts')).validateHandler,
    parameters: {
      flags: validateFlags,
      positional: {
        kind: 'array',
        parameter: {
          brief: 'all (default), count, sample [n], or groups and entities by name',
          placeholder: 'depth',
          parse: text,
        },
      },
    },
    docs: {
      brief: 'Compare the table with the database, item by item',
      fullDescription: description,
      customUsage: ['[all|count|sample [n]|<group or ENTITY>...] [flags]'],
    },
  })
}
