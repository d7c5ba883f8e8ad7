import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { switchFlag, valueFlag, type SwitchOption, type ValueOption } from '../option.ts'
import { selectionFlags, type SelectionFlags } from '../options/selection-options.ts'
import { jsonFlags, type JsonFlags } from '../options/output-options.ts'
import { sourceFlags, type SourceFlags } from '../options/source-options.ts'
import { text } from '../parse-values.ts'

export const out: ValueOption<string> = {
  env: null,
  brief: 'File to write, "-" for stdout; default: pgfold.mapping.ts',
  placeholder: 'file',
  parse: text,
}
export const force: SwitchOption = { env: null, brief: 'Replace the file if it is there' }

export interface InitFlags extends SourceFlags, SelectionFlags, JsonFlags {
  readonly out: string | undefined
  readonly force: boolean | undefined
}

export const initCommand = buildCommand<InitFlags, [], CliContext>({
  loader: async () => (await import('./init.handler.ts')).initHandler,
  parameters: {
    flags: { ...sourceFlags, ...selectionFlags, out: valueFlag(out), force: switchFlag(force), ...jsonFlags },
  },
  docs: {
    brief: 'Draft a mapping file from the database',
    customUsage: ['[flags]'],
    fullDescription: [
      'Reads the catalog, and statistics where they are readable, and writes a mapping that runs as it is: which rows lie',
      'together, how they are found, what is copied and counted, each with its reason. Writes nothing to the database.',
      '',
      'Exit code 0: every table is in the draft, or is a view; 2: tables are left out for a reason that is named.',
      '',
      'Example: DATABASE_URL=postgresql://user@host/shop pgfold init --out shop.ts',
    ].join('\n'),
  },
})
