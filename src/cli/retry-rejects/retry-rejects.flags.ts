import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { readingFlags, type ReadingFlags } from '../flags/reading-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { stateFlags, type StateFlags } from '../flags/state-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'

export const dryRun: SwitchOption = {
  env: 'PGFOLD_DRY_RUN',
  brief: 'Show what would become of each row, without changing anything',
}
export const overwrite: SwitchOption = {
  env: 'PGFOLD_OVERWRITE',
  brief: 'Write over another item that stands under the key of a row',
}

export interface RetryRejectsFlags extends MappingFlags, ReadingFlags, TargetFlags, StateFlags, ProgressFlags {
  readonly dryRun: boolean | undefined
  readonly overwrite: boolean | undefined
}

export const retryRejectsFlags = {
  ...mappingFlags,
  ...readingFlags,
  ...targetFlags,
  dryRun: switchFlag(dryRun),
  overwrite: switchFlag(overwrite),
  ...stateFlags,
  ...progressFlags,
}
