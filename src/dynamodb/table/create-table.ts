import {
  CreateTableCommand,
  DynamoDBServiceException,
  ResourceInUseException,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { setTimeout as sleep } from 'node:timers/promises'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { describeTable } from './describe-table.ts'
import type { LiveTable } from './live-table.ts'
import { sdkCallError } from '../call/sdk-call-error.ts'

/** A table with indexes is active within a minute as a rule; the service promises nothing. */
const maxWaitMs = 10 * 60_000

/**
 * Creates the table and waits until it and all its indexes are active.
 *
 * @throws PgfoldError TABLE_EXISTS (nothing is changed), TABLE_CREATE_REFUSED, TABLE_CREATE_SLOW, or what the service
 *   says
 */
export async function createTable(
  client: DynamoDBClient,
  input: CreateTableCommandInput,
  signal: AbortSignal,
): Promise<LiveTable> {
  const name = input.TableName ?? ''
  try {
    await client.send(new CreateTableCommand(input), { abortSignal: signal })
  } catch (error) {
    if (error instanceof ResourceInUseException) throw new PgfoldError('TABLE_EXISTS', { detail: name, cause: error })
    if (
      error instanceof DynamoDBServiceException &&
      (error.name === 'ValidationException' || error.name === 'LimitExceededException')
    ) {
      throw new PgfoldError('TABLE_CREATE_REFUSED', { detail: `${name}: ${error.message}`, cause: error })
    }
    throw sdkCallError(error, signal)
  }
  const end = performance.now() + maxWaitMs
  for (let pause = 20; performance.now() < end; pause = Math.min(pause * 2, 2_000)) {
    const table = await describeTable(client, name, signal)
    // Just after CreateTable the description may not be there yet: reads of it are eventually consistent.
    if (table !== null && table.status === 'ACTIVE' && table.indexes.every((index) => index.status === 'ACTIVE'))
      return table
    await sleep(pause, undefined, { signal })
  }
  throw new PgfoldError('TABLE_CREATE_SLOW', { detail: `${name} after ${maxWaitMs / 60_000} minutes` })
}
