import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { switchFlag, valueFlag, type SwitchOption, type ValueOption } from '../option.ts'
import { mappingFlags, type MappingFlags } from '../options/mapping-options.ts'
import { jsonFlags, type JsonFlags } from '../options/output-options.ts'
import { sourceFlags, type SourceFlags } from '../options/source-options.ts'
import { integer, text } from '../parse-values.ts'

export const out: ValueOption<string> = {
  env: null,
  brief: 'Where the page goes; default: design.html',
  placeholder: 'file',
  parse: text,
}
const mermaid: SwitchOption = { env: null, brief: 'Print a Mermaid flow chart instead of writing a page' }
export const examples: ValueOption<number> = {
  env: null,
  brief: 'Items of each entity to show; default: 3, 0 reads no data',
  placeholder: 'n',
  parse: integer(0, 100),
}
const unmask: SwitchOption = { env: null, brief: 'Show the values as they are; the page then holds your data' }

export interface DesignFlags extends MappingFlags, SourceFlags, JsonFlags {
  readonly out: string | undefined
  readonly mermaid: boolean | undefined
  readonly examples: number | undefined
  readonly unmask: boolean | undefined
}

export const designCommand = buildCommand<DesignFlags, [], CliContext>({
  loader: async () => (await import('./design.handler.ts')).designHandler,
  parameters: {
    flags: {
      ...mappingFlags,
      ...sourceFlags,
      out: valueFlag(out),
      mermaid: switchFlag(mermaid),
      examples: valueFlag(examples),
      unmask: switchFlag(unmask),
      ...jsonFlags,
    },
  },
  docs: {
    brief: 'Draw the design of a mapping: tables, item collections, indexes',
    customUsage: ['[flags]'],
    fullDescription: [
      'Writes one page that needs nothing from anywhere, with example items of every entity. Their values are masked:',
      'letters become x, digits 0; whole numbers in keys stay, so that items that belong together can be seen.',
      '',
      'Example: pgfold design --mapping shop.ts --out shop.html',
    ].join('\n'),
  },
})
