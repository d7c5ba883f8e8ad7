import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'

const dryRun: SwitchOption = { env: null, brief: 'Show what would be written and deleted, without changing anything' }
const deleteExtras: SwitchOption = { env: null, brief: 'Delete the extra items too' }

export interface RepairFlags extends MappingFlags, SourceFlags, TargetFlags, ProgressFlags {
  readonly dryRun: boolean | undefined
  readonly deleteExtras: boolean | undefined
}

export const repairFlags = {
  ...mappingFlags,
  ...sourceFlags,
  ...targetFlags,
  dryRun: switchFlag(dryRun),
  deleteExtras: switchFlag(deleteExtras),
  ...progressFlags,
}
