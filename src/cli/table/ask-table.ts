import { PgfoldError } from '../../errors/pgfold-error.ts'
import { describeTable } from '../../dynamodb/table/describe-table.ts'
import type { LiveTable } from '../../dynamodb/table/live-table.ts'
import type { CliContext } from '../cli-context.ts'
import type { TargetFlags } from '../flags/target-flags.ts'
import { withTableClient } from './with-table-client.ts'

/** What a table says of itself, to a command that can do without. */
export type AskedTable =
  | {
      readonly kind: 'found'
      readonly live: LiveTable
      readonly endpoint: string | undefined
      readonly notes: readonly string[]
    }
  /** `absent`: there is none of that name. Else it could not be asked. */
  | { readonly kind: 'unknown'; readonly absent: boolean; readonly reason: string }

/** What a wrong command line is; everything else only means that the table cannot be asked from here. */
const refused: ReadonlySet<string> = new Set([
  'TARGET_TABLE_NAME_INVALID',
  'TARGET_ENDPOINT_INVALID',
  'CLI_USAGE',
  'CLI_ENVIRONMENT_VALUE',
])

/** Throws where the command line is wrong. */
export async function askTable(context: CliContext, flags: TargetFlags, signal: AbortSignal): Promise<AskedTable> {
  try {
    return await withTableClient(context, flags, async ({ client, address, notes }): Promise<AskedTable> => {
      const live = await describeTable(client, address.table, signal)
      return live === null
        ? { kind: 'unknown', absent: true, reason: `table ${address.table} does not exist` }
        : { kind: 'found', live, endpoint: address.endpoint ?? undefined, notes }
    })
  } catch (error) {
    if (signal.aborted || !(error instanceof PgfoldError) || refused.has(error.code)) throw error
    return { kind: 'unknown', absent: false, reason: error.message }
  }
}
