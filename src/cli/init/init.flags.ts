import { valueFlag, type ValueOption } from '../value-option.ts'
import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { selectionFlags, type SelectionFlags } from '../flags/selection-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { text } from '../parse-values.ts'

export const out: ValueOption<string> = {
  env: 'PGFOLD_INIT_OUT',
  brief: 'Write the mapping to this file, "-" for stdout; default: pgfold.mapping.ts',
  placeholder: 'file',
  parse: text,
}
export const force: SwitchOption = { env: 'PGFOLD_FORCE', brief: 'Replace the file if it exists' }

export const attributeKeys: SwitchOption = {
  env: 'PGFOLD_ATTRIBUTE_KEYS',
  brief: 'Let an index take attributes as its key, up to four and four, where it serves one entity',
}

export interface InitFlags extends SourceFlags, SelectionFlags, JsonFlags {
  readonly out: string | undefined
  readonly force: boolean | undefined
  readonly attributeKeys: boolean | undefined
}

export const initFlags = {
  ...sourceFlags,
  ...selectionFlags,
  out: valueFlag(out),
  force: switchFlag(force),
  attributeKeys: switchFlag(attributeKeys),
  ...jsonFlags,
}
