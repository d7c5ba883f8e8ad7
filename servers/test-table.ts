import { randomBytes } from 'node:crypto'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { inject } from 'vitest'

export interface TestTable extends AsyncDisposable {
  readonly name: string
  readonly endpoint: string
  /** What an SDK client needs to reach the emulator. */
  readonly clientConfig: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
  /** The same for a child process. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * A table of its own for one test: `pk` and `sk`, both text, unless an input says otherwise. `input: null` reserves a
 * name without creating.
 */
export async function testTable(
  input?: Omit<CreateTableCommandInput, 'TableName'> | null,
  endpoint: string = inject('dynamodbEndpoint'),
): Promise<TestTable> {
  const name = `test-${randomBytes(6).toString('hex')}`
  const clientConfig = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  const client = new DynamoDBClient(clientConfig)
  if (input !== null) {
    await client.send(
      new CreateTableCommand({
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        ...input,
        TableName: name,
      }),
    )
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.5 }, { TableName: name })
  }
  return {
    name,
    endpoint,
    clientConfig,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      DYNAMODB_TABLE_NAME: name,
    },
    async [Symbol.asyncDispose]() {
      // A test may have dropped its table itself.
      await client.send(new DeleteTableCommand({ TableName: name })).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
      })
      client.destroy()
    },
  }
}
