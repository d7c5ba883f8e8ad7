import type { TargetOptions } from '../../dynamodb/transport/resolve-target-config.ts'
import type { CliContext } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { choice, httpUrl, text } from '../parse-values.ts'

const table: ValueOption<string> = {
  env: 'DYNAMODB_TABLE_NAME',
  brief: 'Name of the DynamoDB table',
  placeholder: 'name',
  parse: text,
}

const endpointUrl: ValueOption<string> = {
  env: 'AWS_ENDPOINT_URL_DYNAMODB',
  brief: 'Address of DynamoDB, for a local one',
  placeholder: 'url',
  parse: httpUrl,
}

const region: ValueOption<string> = {
  env: 'AWS_REGION',
  brief: "AWS region; default: the SDK's own chain",
  placeholder: 'name',
  parse: text,
}

const transport: ValueOption<'sdk' | 'direct'> = {
  env: 'PGFOLD_TRANSPORT',
  brief: 'How requests are sent: sdk (AWS client) or direct (lean, signed)',
  placeholder: 'sdk|direct',
  parse: choice('sdk', 'direct'),
}

export interface TargetFlags {
  readonly table: string | undefined
  readonly endpointUrl: string | undefined
  readonly region: string | undefined
  readonly transport: 'sdk' | 'direct' | undefined
}

export const targetFlags = {
  table: valueFlag(table),
  endpointUrl: valueFlag(endpointUrl),
  region: valueFlag(region),
  transport: valueFlag(transport),
}

/**
 * What flags, DYNAMODB_TABLE_NAME and the preset say about the target; the rest of the environment is read where the
 * target is resolved. `fallbackTable` is what the run at hand is known to write to.
 */
export function readTarget(context: CliContext, flags: TargetFlags, fallbackTable?: string): TargetOptions {
  return {
    table: valueOf(table, flags.table, context.env) ?? fallbackTable ?? context.preset?.defaultTable,
    endpoint: flags.endpointUrl,
    region: flags.region,
    transport: valueOf(transport, flags.transport, context.env),
  }
}
