import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { callError } from './call-error.ts'
import { CredentialsError, isCredentialsError } from './credentials-error.ts'
import { judgeError } from './service-error-table.ts'
import { ServiceError, TransportError } from '../transport/transport.ts'

/**
 * What a failed call of the AWS client means, judged by the same table as the data path. Aborts and our own errors pass
 * as they are.
 */
export function sdkCallError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof PgfoldError || !(error instanceof Error)) return error
  const known = asTransportError(error)
  const verdict = judgeError(known)
  return verdict === null ? error : callError(verdict, known)
}

function asTransportError(error: Error): Error {
  if (error instanceof CredentialsError) return error
  if (error instanceof DynamoDBServiceException)
    return new ServiceError(error.name, error.$metadata.httpStatusCode ?? 0, error.message)
  if (isCredentialsError(error) || isOfAnotherService(error)) return new CredentialsError(error)
  return new TransportError(describeNetworkError(error), { cause: error })
}

/** STS or SSO, asked for keys on the way: their errors have an answer, and are none of DynamoDB's. */
function isOfAnotherService(error: Error): boolean {
  return '$metadata' in error && '$fault' in error
}

/** Connection errors to `localhost` come as an AggregateError without a message; its parts have one. */
function describeNetworkError(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message
  return error.message === '' ? error.name : error.message
}
