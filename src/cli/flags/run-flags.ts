import { optionRanges } from '../../option-ranges.ts'
import type { Environment } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { integer, percent } from '../parse-values.ts'

const workers: ValueOption<number> = {
  env: 'PGFOLD_WORKERS',
  brief: 'Number of chunks read at the same time, each over its own connection; default: 4',
  placeholder: 'n',
  parse: integer(optionRanges.workers),
}
const threads: ValueOption<number> = {
  env: 'PGFOLD_THREADS',
  brief: 'Number of worker threads that share the work; default: 0, only the main thread',
  placeholder: 'n',
  parse: integer(optionRanges.threads),
}
const pageSize: ValueOption<number> = {
  env: 'PGFOLD_PAGE_SIZE',
  brief: 'Number of source rows per chunk; default: as many as take about 0.3 s',
  placeholder: 'n',
  parse: integer(optionRanges.rowsPerChunk),
}
const batchSize: ValueOption<number> = {
  env: 'PGFOLD_BATCH_SIZE',
  brief: 'Number of items per write request; default: 25, the limit of DynamoDB',
  placeholder: 'n',
  parse: integer(optionRanges.batchSize),
}
const maxInFlight: ValueOption<number> = {
  env: 'PGFOLD_MAX_IN_FLIGHT',
  brief: 'Number of write requests sent at the same time; default: 32',
  placeholder: 'n',
  parse: integer(optionRanges.maxInFlight),
}
const maxWriteUnits: ValueOption<number> = {
  env: 'PGFOLD_MAX_WRITE_UNITS',
  brief: 'Maximum number of write units per second, of table and indexes together; default: no limit',
  placeholder: 'n',
  parse: integer(optionRanges.maxWriteUnits),
}
const patience: ValueOption<number> = {
  env: 'PGFOLD_PATIENCE',
  brief: 'Seconds to wait for DynamoDB when it does not answer or only reports faults; default: 1800',
  placeholder: 's',
  parse: integer(optionRanges.patienceSeconds),
}
const maxRejectRate: ValueOption<number> = {
  env: 'PGFOLD_MAX_REJECT_RATE',
  brief: 'Stop when more than this percentage of the rows (after 1,000) is rejected; default: 5, 100 never stops',
  placeholder: 'percent',
  parse: percent,
}

export interface RunFlags {
  readonly workers: number | undefined
  readonly threads: number | undefined
  readonly pageSize: number | undefined
  readonly batchSize: number | undefined
  readonly maxInFlight: number | undefined
  readonly maxWriteUnits: number | undefined
  readonly patience: number | undefined
  readonly maxRejectRate: number | undefined
}

export const runFlags = {
  workers: valueFlag(workers),
  threads: valueFlag(threads),
  pageSize: valueFlag(pageSize),
  batchSize: valueFlag(batchSize),
  maxInFlight: valueFlag(maxInFlight),
  maxWriteUnits: valueFlag(maxWriteUnits),
  patience: valueFlag(patience),
  maxRejectRate: valueFlag(maxRejectRate),
}

export function readRunOptions(env: Environment, flags: RunFlags): RunFlags {
  return {
    workers: valueOf(workers, flags.workers, env),
    threads: valueOf(threads, flags.threads, env),
    pageSize: valueOf(pageSize, flags.pageSize, env),
    batchSize: valueOf(batchSize, flags.batchSize, env),
    maxInFlight: valueOf(maxInFlight, flags.maxInFlight, env),
    maxWriteUnits: valueOf(maxWriteUnits, flags.maxWriteUnits, env),
    patience: valueOf(patience, flags.patience, env),
    maxRejectRate: valueOf(maxRejectRate, flags.maxRejectRate, env),
  }
}
