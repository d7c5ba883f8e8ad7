import type { LiveTableData } from '../../../output/json/json-schemas.ts'
import { PgfoldError } from '../../../errors/pgfold-error.ts'
import { liveTableText } from '../../../output/text/live-table-text.ts'
import { describeTable } from '../../../dynamodb/table/describe-table.ts'
import type { CliContext } from '../../cli-context.ts'
import { execute } from '../../execute.ts'
import { wantsJson } from '../../flags/json-flags.ts'
import { withTableClient } from '../with-table-client.ts'
import type { ShowFlags } from './show.flags.ts'

export async function showHandler(this: CliContext, flags: ShowFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), ({ signal }) =>
    withTableClient(this, flags, async ({ client, address, notes }) => {
      const table = await describeTable(client, address.table, signal)
      if (table === null) throw new PgfoldError('TABLE_MISSING', { detail: address.table })
      return { exit: 0, text: liveTableText(table), data: table satisfies LiveTableData, warnings: notes }
    }),
  )
}
