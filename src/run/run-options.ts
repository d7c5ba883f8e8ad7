import type { RunId } from '../brand.ts'
import type { Mapping } from '../mapping/define-mapping.ts'
import { requireInRange, type OptionName } from '../option-ranges.ts'
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

const defaults = {
  // Four readers keep two cores busy: one COPY stream at a time leaves the encoder waiting for the network.
  workers: 4,
  // None: a process with one heap stays under 300 MB. Threads are for machines with cores and memory to spare.
  threads: 0,
  batchSize: 25,
  maxInFlight: 32,
  drainMilliseconds: 5_000,
} as const

/** Throws RUN_OPTION_INVALID. */
export function runSettings(options: RunOptions): RunSettings {
  const inRange = (name: OptionName, value: number): number => requireInRange('RUN_OPTION_INVALID', name, value)
  const pick = (name: keyof typeof defaults): number => inRange(name, options[name] ?? defaults[name])
  return {
    workers: pick('workers'),
    threads: pick('threads'),
    rowsPerChunk: options.rowsPerChunk === undefined ? null : inRange('rowsPerChunk', options.rowsPerChunk),
    batchSize: pick('batchSize'),
    maxInFlight: pick('maxInFlight'),
    maxWriteUnits: options.maxWriteUnits === undefined ? null : inRange('maxWriteUnits', options.maxWriteUnits),
    drainMilliseconds: pick('drainMilliseconds'),
  }
}
