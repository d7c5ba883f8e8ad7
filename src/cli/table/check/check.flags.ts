import { mappingFlags, type MappingFlags } from '../../flags/mapping-flags.ts'
import { jsonFlags, type JsonFlags } from '../../flags/json-flags.ts'
import { targetFlags, type TargetFlags } from '../../flags/target-flags.ts'

export interface CheckFlags extends MappingFlags, TargetFlags, JsonFlags {}

export const checkFlags = { ...mappingFlags, ...targetFlags, ...jsonFlags }
