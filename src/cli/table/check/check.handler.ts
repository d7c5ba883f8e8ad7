import { resolveTable } from '../../../mapping/resolve-table.ts'
import { findingsText } from '../../../output/text/findings-text.ts'
import type { TableCheckData } from '../../../output/json/json-schemas.ts'
import { textBlock } from '../../../output/text/text-block.ts'
import { PgfoldError } from '../../../errors/pgfold-error.ts'
import { checkTable } from '../../../dynamodb/table/check-table.ts'
import { describeTable } from '../../../dynamodb/table/describe-table.ts'
import type { CliContext } from '../../cli-context.ts'
import { execute } from '../../execute.ts'
import { readMapping } from '../../flags/mapping-flags.ts'
import { wantsJson } from '../../flags/json-flags.ts'
import { withTableClient } from '../with-table-client.ts'
import type { CheckFlags } from './check.flags.ts'

export async function checkHandler(this: CliContext, flags: CheckFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const mapping = await readMapping(this, flags)
    const wanted = resolveTable(mapping)
    return withTableClient(this, flags, async ({ client, address, notes }) => {
      const live = await describeTable(client, address.table, signal)
      const findings = checkTable(live, wanted, address, [], mapping.origin)
      if (live === null) throw new PgfoldError('TABLE_MISSING', { detail: address.table, fix: findings[0]?.fix })
      const fits = findings.every((finding) => finding.severity !== 'error')
      const text =
        findings.length === 0
          ? textBlock([`Table ${address.table} has the keys and indexes that the mapping needs`])
          : findingsText(findings)
      return {
        exit: fits ? 0 : 2,
        text,
        data: { table: live, fits, findings } satisfies TableCheckData,
        warnings: notes,
      }
    })
  })
}
