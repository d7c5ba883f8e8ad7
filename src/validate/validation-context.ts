import type { ResolvedEntity, ResolvedMapping } from '../mapping/resolved.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { HasIndex } from './expected/has-index-in.ts'
import type { ValidationReport } from './report/report-schema.ts'
import type { TableReader } from './found/table-reader.ts'
import type { ValidationListener } from './validation-event.ts'
import type { ValidationSettings } from './validation-settings.ts'

/** What every part of one validation shares. */
export interface ValidationContext {
  /** The whole mapping. */
  readonly mapping: ResolvedMapping
  /** The entities that are looked at, in the mapping's order. */
  readonly selected: readonly ResolvedEntity[]
  /** What of the source the selected entities are bound to. */
  readonly schema: SchemaRecord
  /**
   * True when `selected` is the whole mapping: then items of unknown type are extra, else they are nobody's business.
   */
  readonly whole: boolean
  readonly hasIndex: HasIndex
  /** Planner's estimate of an entity's source rows. */
  readonly estimatedRows: (entity: ResolvedEntity) => number | null
  /** Indexes of the mapping that the table lacks, or has with another key: nothing can be read of them. */
  readonly absentIndexes: ReadonlySet<string>
  readonly source: SourceConfig
  readonly table: TableReader
  readonly settings: ValidationSettings
  readonly emit: ValidationListener
  readonly signal: AbortSignal
  /** Filled as they are taken. */
  readonly snapshots: ValidationReport['snapshots'][number][]
}
