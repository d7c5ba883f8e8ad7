import { defaultPatience } from '../dynamodb/call/patience.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { requireInRange, type OptionName } from '../option-ranges.ts'
import type { RunOptions } from './run-options.ts'

/** The settings of a run with every default filled in; plain JSON. */
export interface RunSettings {
  readonly workers: number
  readonly threads: number
  /** Null: by time. */
  readonly rowsPerChunk: number | null
  readonly batchSize: number
  readonly maxInFlight: number
  readonly maxWriteUnits: number | null
  readonly maxRejectPercent: number
  readonly drainMs: number
  readonly patienceSeconds: number
  readonly warnSnapshotAgeMs: number
  /** Null: no limit. */
  readonly maxSnapshotAgeMs: number | null
  /** Null: not looked at. */
  readonly maxStandbyLagMs: number | null
}

const defaults = {
  // Four readers keep two cores busy: one COPY stream at a time leaves the encoder waiting for the network.
  workers: 4,
  // None: a process with one heap stays under 300 MB. Threads are for machines with cores and memory to spare.
  threads: 0,
  batchSize: 25,
  maxInFlight: 32,
  drainMs: 5_000,
  patienceSeconds: defaultPatience.unavailableMs / 1000,
  // Longer than autovacuum waits between two visits of a busy table by an order of magnitude.
  warnSnapshotAgeMs: 3_600_000,
} as const

/** Throws RUN_OPTION_INVALID. */
export function runSettings(options: RunOptions): RunSettings {
  const inRange = (name: OptionName, value: number): number => requireInRange('RUN_OPTION_INVALID', name, value)
  const pick = (name: keyof typeof defaults): number => inRange(name, options[name] ?? defaults[name])
  const optional = (name: OptionName, value: number | undefined): number | null =>
    value === undefined ? null : inRange(name, value)
  return {
    workers: pick('workers'),
    threads: pick('threads'),
    rowsPerChunk: optional('rowsPerChunk', options.rowsPerChunk),
    batchSize: pick('batchSize'),
    maxInFlight: pick('maxInFlight'),
    maxWriteUnits: optional('maxWriteUnits', options.maxWriteUnits),
    maxRejectPercent: percent(options.maxRejectPercent ?? 5),
    drainMs: pick('drainMs'),
    patienceSeconds: pick('patienceSeconds'),
    warnSnapshotAgeMs: pick('warnSnapshotAgeMs'),
    maxSnapshotAgeMs: optional('maxSnapshotAgeMs', options.maxSnapshotAgeMs),
    maxStandbyLagMs: optional('maxStandbyLagMs', options.maxStandbyLagMs),
  }
}

function percent(value: number): number {
  if (value >= 0 && value <= 100) return value
  throw new PgfoldError('RUN_OPTION_INVALID', {
    place: 'maxRejectPercent',
    detail: `maxRejectPercent is ${value}, it must be a number from 0 to 100`,
  })
}
