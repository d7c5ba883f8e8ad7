import { jsonFlags, type JsonFlags } from '../../flags/json-flags.ts'
import { targetFlags, type TargetFlags } from '../../flags/target-flags.ts'

export interface ShowFlags extends TargetFlags, JsonFlags {}

export const showFlags = { ...targetFlags, ...jsonFlags }
