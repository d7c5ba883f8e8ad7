import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { stateFlags, type StateFlags } from '../flags/state-flags.ts'

export const watch: SwitchOption = {
  env: 'PGFOLD_WATCH',
  brief: 'Print the status again whenever it changes, until the run or its process ends',
}

export interface StatusFlags extends StateFlags, JsonFlags {
  readonly watch: boolean | undefined
}

export const statusFlags = { ...stateFlags, watch: switchFlag(watch), ...jsonFlags }
