import { valueFlag, type ValueOption } from '../value-option.ts'
import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { selectionFlags, type SelectionFlags } from '../flags/selection-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
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

export const initFlags = {
  ...sourceFlags,
  ...selectionFlags,
  out: valueFlag(out),
  force: switchFlag(force),
  ...jsonFlags,
}
