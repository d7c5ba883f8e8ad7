import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { stateFlags, type StateFlags } from '../flags/state-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'

export interface ResumeFlags extends MappingFlags, SourceFlags, TargetFlags, RunFlags, StateFlags, ProgressFlags {}

export const resumeFlags = {
  ...mappingFlags,
  ...sourceFlags,
  ...targetFlags,
  ...runFlags,
  ...stateFlags,
  ...progressFlags,
}
