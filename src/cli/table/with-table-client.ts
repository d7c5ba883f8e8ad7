import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { TableAddress } from '../../dynamodb/table/address-flags.ts'
import { dynamoDbClient } from '../../dynamodb/transport/dynamodb-client.ts'
import { resolveTargetConfig } from '../../dynamodb/transport/resolve-target-config.ts'
import type { CliContext } from '../cli-context.ts'
import { type TargetFlags, readTarget } from '../flags/target-flags.ts'
import { sayNotes } from '../say-notes.ts'

export interface TableAccess {
  readonly client: DynamoDBClient
  readonly address: TableAddress
  /** What the user should know about how the target was found. */
  readonly notes: readonly string[]
}

/** Opens the client for the table that flags and environment name, and closes it afterwards. */
export async function withTableClient<T>(
  context: CliContext,
  flags: TargetFlags,
  work: (access: TableAccess) => Promise<T>,
): Promise<T> {
  const { config, notes } = await resolveTargetConfig(readTarget(context, flags), context.env)
  sayNotes(
    context,
    notes.map((note) => note.message),
  )
  const client = dynamoDbClient(config)
  try {
    return await work({
      client,
      address: config,
      notes: notes.map((note) => note.message),
    })
  } finally {
    client.destroy()
  }
}
