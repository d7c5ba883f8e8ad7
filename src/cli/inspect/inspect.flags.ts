import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { selectionFlags, type SelectionFlags } from '../flags/selection-flags.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'

export const exact: SwitchOption = { env: null, brief: 'Count the rows of every table; reads all of them' }

export interface InspectFlags extends SourceFlags, SelectionFlags, JsonFlags {
  readonly exact: boolean | undefined
}

export const inspectFlags = { ...sourceFlags, ...selectionFlags, exact: switchFlag(exact), ...jsonFlags }
