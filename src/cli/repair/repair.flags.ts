import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { keyFlags, type KeyFlags } from '../flags/key-flags.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { readingFlags, type ReadingFlags } from '../flags/reading-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'

export const dryRun: SwitchOption = {
  env: 'PGFOLD_DRY_RUN',
  brief: 'Show what would be written and deleted, without changing anything',
}
export const deleteExtras: SwitchOption = { env: 'PGFOLD_DELETE_EXTRAS', brief: 'Delete the extra items too' }

export interface RepairFlags extends MappingFlags, ReadingFlags, TargetFlags, ProgressFlags, KeyFlags {
  readonly dryRun: boolean | undefined
  readonly deleteExtras: boolean | undefined
}

export const repairFlags = {
  ...mappingFlags,
  ...readingFlags,
  ...targetFlags,
  dryRun: switchFlag(dryRun),
  deleteExtras: switchFlag(deleteExtras),
  ...keyFlags,
  ...progressFlags,
}
