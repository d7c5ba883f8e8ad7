import type { EntityName, RunId } from '../../brand.ts'
import type { RetryEvent } from '../../dynamodb/call/retry-event.ts'
import type { TargetConfig } from '../../dynamodb/transport/target-config.ts'
import type { PgfoldError } from '../../errors/pgfold-error.ts'
import type { LedgerSummary } from '../../ledger/ledger.ts'
import type { Mapping } from '../../mapping/define-mapping.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'

export interface RetryRejectsOptions {
  readonly runId: RunId
  /** The run's, or one that differs in attributes, conditions and policies only. */
  readonly mapping: Mapping
  readonly source: SourceConfig
  readonly target: TargetConfig
  /** Where state and reject file lie; default: the current directory. */
  readonly stateDirectory?: string | undefined
  /** Shows what would become of each row and writes nothing. */
  readonly dryRun?: boolean | undefined
  /** Writes over another item that stands under a row's key, if it is still as it was just seen. */
  readonly overwrite?: boolean | undefined
}

/**
 * - `written`: its item is in the table now (in a dry run: would be)
 * - `present`: its item stood there already
 * - `collapsed`: it is one of several rows of an item that is in the table
 * - `rejected`: it still cannot become an item
 * - `stands`: another item stands under its key
 * - `gone`: no row has its source key any more
 * - `untraceable`: the source key does not lead to all rows that the line stands for
 */
export type RetriedAs = 'written' | 'present' | 'collapsed' | 'rejected' | 'stands' | 'gone' | 'untraceable'

/** What became of one line of the reject file. */
export interface RetriedRow {
  readonly entity: EntityName
  readonly sourceKey: Readonly<Record<string, string | null>>
  readonly itemKey: Readonly<Record<string, string>> | null
  readonly outcome: RetriedAs
  /** Why it stays in the reject file; null: it does not. */
  readonly code: string | null
  readonly detail: string | null
}

export interface RetryRejectsResult {
  readonly runId: RunId
  /** `stopped`: not all rows were tried; those that were are recorded. */
  readonly outcome: 'completed' | 'stopped'
  readonly dryRun: boolean
  /** Lines of the reject file before. */
  readonly rejects: number
  readonly counts: Readonly<Record<RetriedAs, number>>
  /** Lines of the reject file afterwards (in a dry run: as it would be). */
  readonly left: number
  readonly rows: readonly RetriedRow[]
  /** The state as it is on disk. */
  readonly summary: LedgerSummary
  readonly stateFile: string
  readonly rejectFile: string
  /** What stopped it; the exit code is 3. */
  readonly error: PgfoldError | null
}

export type RetryRejectsEvent =
  | {
      readonly kind: 'retry-started'
      readonly runId: RunId
      readonly rejects: number
      readonly table: string
      readonly dryRun: boolean
    }
  | { readonly kind: 'row-retried'; readonly row: RetriedRow }
  | { readonly kind: 'retry-progress'; readonly done: number; readonly rejects: number }
  | { readonly kind: 'warning'; readonly code: string; readonly detail: string }
  | RetryEvent

export type RetryRejectsListener = (event: RetryRejectsEvent) => void
