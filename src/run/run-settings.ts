import { PgfoldError } from '../errors/pgfold-error.ts'
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
  readonly drainMilliseconds: number
}

const ranges = {
  // Four readers keep two cores busy: one COPY stream at a time leaves the encoder waiting for the network.
  workers: { fallback: 4, min: 1, max: 256 },
  // None: a process with one heap stays under 300 MB. Threads are for machines with cores and memory to spare.
  threads: { fallback: 0, min: 0, max: 64 },
  batchSize: { fallback: 25, min: 1, max: 25 },
  maxInFlight: { fallback: 32, min: 1, max: 1024 },
  drainMilliseconds: { fallback: 5000, min: 0, max: 3_600_000 },
} as const

/** Throws RUN_OPTION_INVALID. */
export function runSettings(options: RunOptions): RunSettings {
  const pick = (name: keyof typeof ranges): number =>
    inRange(name, options[name] ?? ranges[name].fallback, ranges[name].min, ranges[name].max)
  return {
    workers: pick('workers'),
    threads: pick('threads'),
    rowsPerChunk:
      options.rowsPerChunk === undefined ? null : inRange('rowsPerChunk', options.rowsPerChunk, 1, 10_000_000),
    batchSize: pick('batchSize'),
    maxInFlight: pick('maxInFlight'),
    maxWriteUnits:
      options.maxWriteUnits === undefined ? null : inRange('maxWriteUnits', options.maxWriteUnits, 1, 100_000_000),
    drainMilliseconds: pick('drainMilliseconds'),
  }
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new PgfoldError('RUN_OPTION_INVALID', {
    place: name,
    detail: `${name} is ${value}, it must be a whole number from ${min} to ${max}`,
  })
}
