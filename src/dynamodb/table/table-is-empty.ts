import { ScanCommand, type DynamoDBClient, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import { sdkCallError } from '../call/sdk-call-error.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'

/** Is there no item at all? One consistent read; DescribeTable's item count is hours old. */
export async function tableIsEmpty(client: DynamoDBClient, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    let startKey: ScanCommandOutput['LastEvaluatedKey']
    do {
      const page: ScanCommandOutput = await client.send(
        new ScanCommand({
          TableName: name,
          Limit: 1,
          ConsistentRead: true,
          Select: 'COUNT',
          ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
        }),
        { abortSignal: signal },
      )
      // Without a count it is the answer of somebody else, which says nothing about the table.
      if (page.Count === undefined)
        throw new PgfoldError('DYNAMODB_ANSWER_UNREADABLE', { detail: 'a scan without a count of its items' })
      if (page.Count > 0) return false
      startKey = page.LastEvaluatedKey
    } while (startKey !== undefined)
    return true
  } catch (error) {
    throw sdkCallError(error, signal)
  }
}
