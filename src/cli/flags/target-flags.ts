import { configuredEndpoint } from '../../dynamodb/transport/configured-endpoint.ts'
import type { TargetOptions } from '../../dynamodb/transport/resolve-target-config.ts'
import type { RunOrigin } from '../../ledger/run-origin.ts'
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
  brief: 'URL of a local DynamoDB; default: AWS',
  placeholder: 'url',
  parse: httpUrl,
}

const region: ValueOption<string> = {
  env: 'AWS_REGION',
  brief: 'AWS region; default: as the AWS SDK finds it',
  placeholder: 'name',
  parse: text,
}

const transport: ValueOption<'sdk' | 'direct'> = {
  env: 'PGFOLD_TRANSPORT',
  brief: 'Send requests with the AWS SDK (sdk) or with the faster built-in client (direct)',
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

/** Where the table of the run to resume is. */
export type RecordedTarget = Pick<RunOrigin, 'table' | 'endpoint' | 'region'>

/**
 * What is said about the target: each by flag, else by variable, else by the run to resume, else by the preset. The
 * rest of the environment is read where the target is resolved.
 */
export function readTarget(context: CliContext, flags: TargetFlags, recorded?: RecordedTarget): TargetOptions {
  const { env, preset } = context
  return {
    table: valueOf(table, flags.table, env) ?? recorded?.table ?? preset?.defaultTable,
    endpoint: flags.endpointUrl ?? configuredEndpoint(env) ?? recorded?.endpoint ?? undefined,
    region: valueOf(region, flags.region, env) ?? recorded?.region ?? undefined,
    transport: valueOf(transport, flags.transport, env),
  }
}
