import { optionRanges } from '../../option-ranges.ts'
import type { Environment } from '../cli-context.ts'
import { seconds } from '../parse-values.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'

const warnSnapshotAge: ValueOption<number> = {
  env: 'PGFOLD_WARN_SNAPSHOT_AGE',
  brief: 'Age of the snapshot, in seconds, at which to warn; default: 3600',
  placeholder: 'seconds',
  parse: seconds(optionRanges.warnSnapshotAgeMs),
}
const maxSnapshotAge: ValueOption<number> = {
  env: 'PGFOLD_MAX_SNAPSHOT_AGE',
  brief: 'Age of the snapshot, in seconds, at which to stop, to be resumed; default: no limit',
  placeholder: 'seconds',
  parse: seconds(optionRanges.maxSnapshotAgeMs),
}
const maxStandbyLag: ValueOption<number> = {
  env: 'PGFOLD_MAX_STANDBY_LAG',
  brief: 'Seconds that a standby may fall behind before the run stops, to be resumed; default: no limit',
  placeholder: 'seconds',
  parse: seconds(optionRanges.maxStandbyLagMs),
}

/** For the commands that hold one snapshot for long. */
export interface SnapshotFlags {
  readonly warnSnapshotAge: number | undefined
  readonly maxSnapshotAge: number | undefined
  readonly maxStandbyLag: number | undefined
}

export const snapshotFlags = {
  warnSnapshotAge: valueFlag(warnSnapshotAge),
  maxSnapshotAge: valueFlag(maxSnapshotAge),
  maxStandbyLag: valueFlag(maxStandbyLag),
}

/** All in milliseconds. */
export function readSnapshotLimits(
  env: Environment,
  flags: SnapshotFlags,
): Readonly<Record<'warnSnapshotAgeMs' | 'maxSnapshotAgeMs' | 'maxStandbyLagMs', number | undefined>> {
  return {
    warnSnapshotAgeMs: valueOf(warnSnapshotAge, flags.warnSnapshotAge, env),
    maxSnapshotAgeMs: valueOf(maxSnapshotAge, flags.maxSnapshotAge, env),
    maxStandbyLagMs: valueOf(maxStandbyLag, flags.maxStandbyLag, env),
  }
}
