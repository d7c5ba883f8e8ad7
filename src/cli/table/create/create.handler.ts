import type { LiveTableData } from '../../../output/json/json-schemas.ts'
import { PgfoldError } from '../../../errors/pgfold-error.ts'
import { resolveTable } from '../../../mapping/resolve-table.ts'
import { liveTableText } from '../../../output/text/live-table-text.ts'
import { textBlock } from '../../../output/text/text-block.ts'
import { createTable } from '../../../dynamodb/table/create-table.ts'
import { createTableInput, type Billing } from '../../../dynamodb/table/create-table-input.ts'
import type { CliContext, Environment } from '../../cli-context.ts'
import { execute } from '../../execute.ts'
import { valueOf } from '../../value-option.ts'
import { readMapping } from '../../flags/mapping-flags.ts'
import { wantsJson } from '../../flags/json-flags.ts'
import { readTarget } from '../../flags/target-flags.ts'
import { withTableClient } from '../with-table-client.ts'
import { switchOf } from '../../switch-option.ts'
import { billing, type CreateFlags, print, readUnits, writeUnits } from './create.flags.ts'

export async function createHandler(this: CliContext, flags: CreateFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const chosen = readBilling(flags, this.env)
    const table = resolveTable(await readMapping(this, flags))
    if (switchOf(print, flags.print, this.env)) {
      const name = readTarget(this, flags).table
      if (name === undefined)
        throw new PgfoldError('TARGET_TABLE_NAME_INVALID', {
          detail: 'no table name is given',
          place: 'DYNAMODB_TABLE_NAME',
        })
      const input = createTableInput(table, { name, billing: chosen })
      return { exit: 0, text: textBlock(JSON.stringify(input, null, 2).split('\n')), data: input }
    }
    return withTableClient(this, flags, async ({ client, address: { table: name }, notes }) => {
      const live = await createTable(client, createTableInput(table, { name, billing: chosen }), signal)
      return {
        exit: 0,
        text: textBlock([`Table ${name} is ready`, '', ...liveTableText(live).split('\n')]),
        data: live satisfies LiveTableData,
        warnings: notes,
      }
    })
  })
}

/** Provisioned billing needs its units, on-demand billing has none: anything else is a mistake, not a default. */
function readBilling(flags: CreateFlags, env: Environment): Billing {
  const reads = valueOf(readUnits, flags.readUnits, env)
  const writes = valueOf(writeUnits, flags.writeUnits, env)
  const kind = valueOf(billing, flags.billing, env) ?? 'on-demand'
  if (kind === 'provisioned') {
    if (reads !== undefined && writes !== undefined) return { kind, readUnits: reads, writeUnits: writes }
    throw new PgfoldError('CLI_USAGE', {
      detail: 'provisioned billing needs units',
      fix: 'Give --read-units and --write-units, or --billing on-demand.',
    })
  }
  if (reads === undefined && writes === undefined) return { kind }
  throw new PgfoldError('CLI_USAGE', {
    detail: 'units belong to provisioned billing',
    fix: 'Add --billing provisioned, or leave --read-units and --write-units out.',
  })
}
