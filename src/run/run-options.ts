import type { RunId } from '../brand.ts'
import type { HashKeys } from '../key-hashing.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Mapping } from '../mapping/define-mapping.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'

/** What `migrate` and `resume` share. Absent settings take the defaults below. */
export interface RunOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  /** Where state and reject files lie; default: the current directory. */
  readonly stateDirectory?: string | undefined
  /** Chunks under way at the same time, each over a connection of its own. */
  readonly workers?: number | undefined
  /** Worker threads among which the workers are shared; 0 (the default): all in this thread. */
  readonly threads?: number | undefined
  /**
   * Source rows per chunk: the unit of progress, and what a killed run does again at most, per worker. Absent: as many
   * as take about 0.3 s.
   */
  readonly rowsPerChunk?: number | undefined
  /** Items per write request, 1 to 25. */
  readonly batchSize?: number | undefined
  /** Write requests under way at the same time, over all threads. */
  readonly maxInFlight?: number | undefined
  /** Write units per second that may be used, over all threads; absent: no limit of our own. */
  readonly maxWriteUnits?: number | undefined
  /**
   * Keys of rejected rows as hashes, in the reject file and in events. The state keeps bounds of key ranges in the
   * clear: a resume needs them.
   */
  readonly hashKeys?: HashKeys | undefined
  /** How long chunks under way may go on after a stop was asked for. */
  readonly drainMilliseconds?: number | undefined
}

export interface MigrateOptions extends RunOptions {
  /** Entities or groups; absent or empty: all. */
  readonly entities?: readonly string[] | undefined
  /** What to do when the table holds items already. */
  readonly onExisting?: 'refuse' | 'append' | undefined
  readonly runId?: RunId | undefined
}

export interface ResumeOptions extends RunOptions {
  readonly runId: RunId
}

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
  workers: { fallback: 4, least: 1, most: 256 },
  // None: a process with one heap stays under 300 MB. Threads are for machines with cores and memory to spare.
  threads: { fallback: 0, least: 0, most: 64 },
  batchSize: { fallback: 25, least: 1, most: 25 },
  maxInFlight: { fallback: 32, least: 1, most: 1024 },
  drainMilliseconds: { fallback: 5000, least: 0, most: 3_600_000 },
} as const

/** Throws RUN_OPTION_INVALID. */
export function runSettings(options: RunOptions): RunSettings {
  const pick = (name: keyof typeof ranges): number =>
    inRange(name, options[name] ?? ranges[name].fallback, ranges[name].least, ranges[name].most)
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

function inRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new PgfoldError('RUN_OPTION_INVALID', {
    place: name,
    detail: `${name} is ${value}, it must be a whole number from ${least} to ${most}`,
  })
}
