import { optionRanges } from '../../option-ranges.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'
import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { integer, text } from '../parse-values.ts'

export const out: ValueOption<string> = {
  env: 'PGFOLD_DESIGN_OUT',
  brief: 'Write the page to this file; default: design.html',
  placeholder: 'file',
  parse: text,
}
export const mermaid: SwitchOption = {
  env: 'PGFOLD_MERMAID',
  brief: 'Print a Mermaid flow chart instead of writing a page',
}
export const examples: ValueOption<number> = {
  env: 'PGFOLD_EXAMPLES',
  brief: 'Number of example items of each entity; default: 3, 0 reads no data',
  placeholder: 'n',
  parse: integer(optionRanges.exampleItems),
}
export const unmask: SwitchOption = {
  env: 'PGFOLD_UNMASK',
  brief: 'Show the real values; the page then contains your data',
}

export interface DesignFlags extends MappingFlags, SourceFlags, JsonFlags {
  readonly out: string | undefined
  readonly mermaid: boolean | undefined
  readonly examples: number | undefined
  readonly unmask: boolean | undefined
}

export const designFlags = {
  ...mappingFlags,
  ...sourceFlags,
  out: valueFlag(out),
  mermaid: switchFlag(mermaid),
  examples: valueFlag(examples),
  unmask: switchFlag(unmask),
  ...jsonFlags,
}
