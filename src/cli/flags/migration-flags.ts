import { keyFlags, type KeyFlags } from './key-flags.ts'
import { mappingFlags, type MappingFlags } from './mapping-flags.ts'
import { progressFlags, type ProgressFlags } from './progress-flags.ts'
import { readingFlags, type ReadingFlags } from './reading-flags.ts'
import { runFlags, type RunFlags } from './run-flags.ts'
import { snapshotFlags, type SnapshotFlags } from './snapshot-flags.ts'
import { stateFlags, type StateFlags } from './state-flags.ts'
import { targetFlags, type TargetFlags } from './target-flags.ts'

/** What `migrate` and `resume` share. */
export interface MigrationFlags
  extends MappingFlags, ReadingFlags, SnapshotFlags, TargetFlags, RunFlags, StateFlags, KeyFlags, ProgressFlags {}

export const migrationFlags = {
  ...mappingFlags,
  ...readingFlags,
  ...snapshotFlags,
  ...targetFlags,
  ...runFlags,
  ...stateFlags,
  ...keyFlags,
  ...progressFlags,
}
