import { PgfoldError } from './errors/pgfold-error.ts'

/** Whole numbers from `min` to `max`. */
export interface OptionRange {
  readonly min: number
  readonly max: number
}

/** More units than any table has; a limit only against typing errors. */
const unitsPerSecond = { min: 1, max: 100_000_000 }
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** What every numeric option takes, for the command line and the API alike. */
export const optionRanges = {
  // A run
  workers: { min: 1, max: 256 },
  threads: { min: 0, max: 64 },
  rowsPerChunk: { min: 1, max: 10_000_000 },
  // BatchWriteItem takes 25 requests.
  batchSize: { min: 1, max: 25 },
  maxInFlight: { min: 1, max: 1_024 },
  maxWriteUnits: unitsPerSecond,
  drainMs: { min: 0, max: hourMs },
  /** A week: longer than any outage that a run should sit out. */
  patienceSeconds: { min: 1, max: 7 * 24 * 3600 },
  // PostgreSQL
  /** 0: the server is never asked. */
  sourceSilenceSeconds: { min: 0, max: 24 * 3600 },
  // What the source has to bear. Timers count to 24.8 days.
  maxStatementMs: { min: 1, max: 7 * dayMs },
  warnSnapshotAgeMs: { min: 1, max: 7 * dayMs },
  maxSnapshotAgeMs: { min: 1, max: 7 * dayMs },
  maxStandbyLagMs: { min: 1, max: 7 * dayMs },
  // A validation
  maxListed: { min: 0, max: 1_000_000 },
  maxReadUnits: unitsPerSecond,
  scanSegments: { min: 1, max: 256 },
  readers: { min: 1, max: 64 },
  secondPasses: { min: 1, max: 100 },
  secondPassPauseMs: { min: 0, max: hourMs },
  saveEveryMs: { min: 0, max: hourMs },
  drillDownBytes: { min: 1024 * 1024, max: 64 * 1024 ** 3 },
  // The drawn keys are held in memory and compared one by one: for more, every item costs less.
  sampleSize: { min: 1, max: 100_000 },
  // The design of a mapping
  checkedRows: { min: 1, max: 1_000_000_000 },
  exampleItems: { min: 0, max: 100 },
  // Provisioned billing
  provisionedUnits: unitsPerSecond,
} as const satisfies Readonly<Record<string, OptionRange>>

export type OptionName = keyof typeof optionRanges

/** The value, if the option takes it. Throws the error of `code`, which names option and range. */
export function requireInRange(
  code: 'RUN_OPTION_INVALID' | 'VALIDATE_OPTION_INVALID',
  name: OptionName,
  value: number,
): number {
  const { min, max } = optionRanges[name]
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new PgfoldError(code, {
    place: name,
    detail: `${name} is ${value}, it must be a whole number from ${min} to ${max}`,
  })
}
