import { keyFlags, type KeyFlags } from '../flags/key-flags.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { snapshotFlags, type SnapshotFlags } from '../flags/snapshot-flags.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../flags/source-ddl-flags.ts'
import { sourceSilenceFlags, type SourceSilenceFlags } from '../flags/source-silence-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { statementFlags, type StatementFlags } from '../flags/statement-flags.ts'
import { stateFlags, type StateFlags } from '../flags/state-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'

export interface ResumeFlags
  extends
    MappingFlags,
    SourceFlags,
    SourceDdlFlags,
    SourceSilenceFlags,
    StatementFlags,
    SnapshotFlags,
    TargetFlags,
    RunFlags,
    StateFlags,
    ProgressFlags,
    KeyFlags {}

export const resumeFlags = {
  ...mappingFlags,
  ...sourceFlags,
  ...sourceDdlFlags,
  ...sourceSilenceFlags,
  ...statementFlags,
  ...snapshotFlags,
  ...targetFlags,
  ...runFlags,
  ...stateFlags,
  ...keyFlags,
  ...progressFlags,
}
