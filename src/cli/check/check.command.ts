import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { switchFlag, valueFlag, type SwitchOption, type ValueOption } from '../option.ts'
import { mappingFlags, type MappingFlags } from '../options/mapping-options.ts'
import { jsonFlags, type JsonFlags } from '../options/output-options.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../options/source-ddl-options.ts'
import { sourceFlags, type SourceFlags } from '../options/source-options.ts'
import { integer, text } from '../parse-values.ts'

export const data: SwitchOption = { env: null, brief: 'Read the data too: keys of every row, values of a sample' }
export const rows: ValueOption<number> = {
  env: null,
  brief: 'With --data: rows of each entity whose values are tried; default: 1000',
  placeholder: 'n',
  parse: integer(1, 1_000_000_000),
}
export const all: SwitchOption = { env: null, brief: 'With --data: try the values of all rows' }
export const seed: ValueOption<string> = {
  env: 'PGFOLD_SEED',
  brief: 'Seed of the sample, to draw the same one again',
  placeholder: 'text',
  parse: text,
}

export interface CheckFlags extends MappingFlags, SourceFlags, SourceDdlFlags, JsonFlags {
  readonly data: boolean | undefined
  readonly rows: number | undefined
  readonly all: boolean | undefined
  readonly seed: string | undefined
}

export const checkCommand = buildCommand<CheckFlags, [], CliContext>({
  loader: async () => (await import('./check.handler.ts')).checkHandler,
  parameters: {
    flags: {
      ...mappingFlags,
      ...sourceFlags,
      ...sourceDdlFlags,
      data: switchFlag(data),
      rows: valueFlag(rows),
      all: switchFlag(all),
      seed: valueFlag(seed),
      ...jsonFlags,
    },
  },
  docs: {
    brief: 'Say what of a mapping would go wrong with this database',
    customUsage: ['[flags]'],
    fullDescription: [
      'Holds the mapping against the catalog, and with --data against the rows, in one snapshot, reading only:',
      'rows that fold, collide or would be rejected, indexes that stay empty, hot partitions, look-ups without a row.',
      'Every finding says how far it goes: by structure, exact (every row), in the sample, or an estimate.',
      '',
      'Exit codes: 0 nothing to mend, 2 errors or warnings are listed, 1 failed.',
      '',
      'Example: pgfold check --mapping shop.ts --data',
    ].join('\n'),
  },
})
