import type { HashKeys } from '../key-hashing.ts'
import type { Mapping } from '../mapping/define-mapping.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'

/** How much a validation compares. */
export type ValidationDepth =
  /** Items per entity: exact expectation from the source, every item of the table counted. */
  | { readonly kind: 'count' }
  /**
   * `n` source rows drawn over all entities, the same ones for the same seed and data; and table items drawn the other
   * way.
   */
  | { readonly kind: 'sample'; readonly n: number; readonly seed: string }
  /** Every item of these groups or entities, both ways. */
  | { readonly kind: 'groups'; readonly names: readonly string[] }
  /** Every item, both ways. */
  | { readonly kind: 'all' }

export interface ValidateOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  readonly depth: ValidationDepth
  /** Where the report and the state of an unfinished validation lie; default: the current directory. */
  readonly stateDirectory?: string | undefined
  /** File of the report; default `validation_report_<id>.json` in the state directory. */
  readonly reportFile?: string | undefined
  /** Writes the HTML page beside the report; default true. */
  readonly html?: boolean | undefined
  /** Compares the contents of the indexes too; default: only for depth `all`. */
  readonly indexes?: boolean | undefined
  /** Puts differing values into the report, which then holds data; default false. */
  readonly showValues?: boolean | undefined
  /** Keys in the report as hashes; not together with `showValues`. */
  readonly hashKeys?: HashKeys | undefined
  /** Differences listed in full; all are counted. Default 1,000. */
  readonly maxListed?: number | undefined
  /** Read units per second that scans may use; absent: no limit of our own. */
  readonly maxReadUnits?: number | undefined
  /** Parallel segments of a scan; default 4. */
  readonly scanSegments?: number | undefined
  /** Readers of the source at the same time; default 2. */
  readonly readers?: number | undefined
  /**
   * Second passes over what differs, each in a newer snapshot, before it is reported as a difference;
   * default 2.
   */
  readonly secondPasses?: number | undefined
  /** Pause before each second pass but the first, milliseconds; default 500. */
  readonly secondPassPauseMs?: number | undefined
  /** Memory for the drill-down, bytes; default 128 MiB. */
  readonly drillDownBytes?: number | undefined
  /** Milliseconds between two writes of the state file; default 10,000. */
  readonly saveEveryMs?: number | undefined
  /** Goes on with a validation that was killed; its report gets the same id. */
  readonly resumeId?: string | undefined
  /** Id of a new validation; default `validation_<epoch seconds>`. */
  readonly id?: string | undefined
}
