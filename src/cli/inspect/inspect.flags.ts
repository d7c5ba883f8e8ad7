import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { selectionFlags, type SelectionFlags } from '../flags/selection-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'

export const exact: SwitchOption = {
  env: 'PGFOLD_EXACT',
  brief: 'Count the rows of every table exactly, which reads all rows',
}

export interface InspectFlags extends SourceFlags, SelectionFlags, JsonFlags {
  readonly exact: boolean | undefined
}

export const inspectFlags = { ...sourceFlags, ...selectionFlags, exact: switchFlag(exact), ...jsonFlags }
