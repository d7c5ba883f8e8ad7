/** The public API. Everything else is internal and may change between versions. */

// The mapping language
export { defineMapping, parseMapping, type Mapping } from './mapping/define-mapping.ts'
export { loadMapping } from './mapping/load-mapping.ts'
export {
  allColumns,
  column,
  count,
  exists,
  first,
  gather,
  gatherMaps,
  greatest,
  least,
  lookup,
  present,
  sum,
  template,
} from './mapping/language/attributes.ts'
export {
  atLeast,
  atMost,
  descending,
  equals,
  greaterThan,
  isIn,
  isNull,
  lessThan,
  notEquals,
  notIn,
  notNull,
  sqlCondition,
} from './mapping/language/conditions.ts'
export { constant } from './mapping/language/constant.ts'
export { failOnDuplicate, keepFirst, keepLast } from './mapping/language/duplicates.ts'
export { gzipOversize, omitOversize } from './mapping/language/oversize.ts'
export { one, sql, table, union } from './mapping/language/sources.ts'
export type { EntityDefinition, MappingDefinition } from './mapping/schema/mapping-schema.ts'
export type { KeyAttribute, TableDefinition } from './mapping/schema/table-schema.ts'

// What a mapping becomes
export { checkMapping, type MappingCheck } from './mapping/check-mapping.ts'
export type { Finding } from './mapping/finding.ts'
export { resolveMapping } from './mapping/resolve-mapping.ts'
export { resolveTable } from './mapping/resolve-table.ts'
export type { ResolvedEntity, ResolvedMapping, ResolvedTable } from './mapping/resolved.ts'

// Source and target
export { parseSourceUrl, type SourceConfig, type SourceDdl } from './postgres/connection/source-config.ts'
export {
  resolveTargetConfig,
  type ResolvedTarget,
  type TargetOptions,
} from './dynamodb/transport/resolve-target-config.ts'
export type { TargetConfig } from './dynamodb/transport/target-config.ts'
export { dynamoDbClient } from './dynamodb/transport/dynamodb-client.ts'
export { createTableInput, type Billing } from './dynamodb/table/create-table-input.ts'
export { createTable } from './dynamodb/table/create-table.ts'
export { describeTable } from './dynamodb/table/describe-table.ts'
export type { LiveTable } from './dynamodb/table/live-table.ts'

// Runs
export { migrate } from './run/migrate.ts'
export { resume } from './run/resume.ts'
export type { MigrateOptions, ResumeOptions, RunOptions } from './run/run-options.ts'
export { retryRejects } from './run/rejects/retry-rejects.ts'
export type {
  RetriedRow,
  RetryRejectsEvent,
  RetryRejectsListener,
  RetryRejectsOptions,
  RetryRejectsResult,
} from './run/rejects/retry-rejects-options.ts'
export type { RunResult } from './run/run-result.ts'
export type { EventListener, RunEvent } from './run/run-event.ts'
export { readLedger } from './ledger/file-ledger.ts'
export { parseRunId } from './ledger/state-path.ts'
export type { EntityProgress, LedgerSummary, RunStatus } from './ledger/ledger.ts'

export type { HashKeys } from './key-hashing.ts'

// Proof
export { validate } from './validate/validate.ts'
export {
  repair,
  type RepairAction,
  type RepairEvent,
  type RepairListener,
  type RepairOptions,
  type RepairResult,
} from './validate/repair/repair.ts'
export type { ValidateOptions, ValidationDepth } from './validate/validate-options.ts'
export type { Difference, ValidationReport } from './validate/report/report-schema.ts'
export type { ValidationEvent, ValidationListener } from './validate/validation-event.ts'

// Design
export { checkDatabase, type CheckOptions } from './design/check/check-database.ts'
export type { CheckFinding, CheckReport } from './design/check/check-report.ts'
export { drawDatabase, type DrawOptions } from './design/picture/draw-database.ts'
export { mermaidText } from './design/picture/mermaid-text.ts'
export { pictureHtml } from './design/picture/picture-html.ts'
export type { Picture } from './design/picture/picture.ts'

// Errors
export { PgfoldError, type ErrorContext } from './errors/pgfold-error.ts'
export { errorRegistry, type ErrorCode } from './errors/error-registry.ts'
export type { ErrorEntry, ExitCode, RetryClass } from './errors/error-entry.ts'

export type { EntityName, Lsn, RunId } from './brand.ts'
