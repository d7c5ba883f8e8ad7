import { readFile } from 'node:fs/promises'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { startWriteUnits } from '../../dynamodb/rate/start-write-units.ts'
import { describeTable } from '../../dynamodb/table/describe-table.ts'
import { dynamoDbClient } from '../../dynamodb/transport/dynamodb-client.ts'
import { resolveTargetConfig } from '../../dynamodb/transport/resolve-target-config.ts'
import { makePlan } from '../../plan/make-plan.ts'
import { pricesSchema, type Prices } from '../../plan/prices.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readSourceDdl } from '../flags/source-ddl-flags.ts'
import { readSourceUrl } from '../flags/source-flags.ts'
import { readTarget } from '../flags/target-flags.ts'
import { sayNotes } from '../say-notes.ts'
import { switchOf } from '../switch-option.ts'
import { valueOf } from '../value-option.ts'
import { writePlanFile } from './plan-file.ts'
import { planText } from './plan-text.ts'
import { exact, out, prices, rows, seed, workers, writeUnits, type PlanFlags } from './plan.flags.ts'

/** Write units of an average item are then known within a few percent. */
const defaultRows = 2_000

/** What a new on-demand table takes at once (Developer Guide, "On-demand capacity mode"). */
const newTableUnits = 4_000

export async function planHandler(this: CliContext, flags: PlanFlags): Promise<void> {
  const json = wantsJson(this.env, flags)
  await execute(this, json, async ({ signal }) => {
    const all = switchOf(exact, flags.exact, this.env)
    const sampled = valueOf(rows, flags.rows, this.env)
    if (all && sampled !== undefined)
      throw new PgfoldError('CLI_USAGE', {
        detail: '--exact converts every row, --rows a part',
        fix: 'Give one of them.',
      })
    const mapping = await readMapping(this, flags)
    const source = {
      ...parseSourceUrl(await readSourceUrl(this, flags), this.env),
      ddl: readSourceDdl(this.env, flags),
    }
    const table = await askTable(this, flags, signal)
    const notes = [...source.notes, ...table.notes]
    sayNotes(this, notes)
    const { report, schema } = await makePlan(
      {
        mapping,
        source,
        sampleRows: all ? null : (sampled ?? defaultRows),
        writeUnitsPerSecond: valueOf(writeUnits, flags.writeUnits, this.env) ?? table.writeUnits ?? newTableUnits,
        workers: valueOf(workers, flags.workers, this.env) ?? 4,
        prices: await readPrices(valueOf(prices, flags.prices, this.env)),
        seed: valueOf(seed, flags.seed, this.env),
      },
      signal,
    )
    const file = valueOf(out, flags.out, this.env) ?? null
    if (file !== null) await writePlanFile(file, { target: table.target, schema, report })
    const { totals, connections } = report
    return {
      exit: totals.rejected > 0 || connections.needed > connections.free ? 2 : 0,
      text: planText(report, file),
      data: { ...report, file },
      warnings: notes,
    }
  })
}

interface AskedTable {
  readonly target: { readonly table: string; readonly arn: string | null } | null
  readonly writeUnits: number | null
  readonly notes: readonly string[]
}

/** The table tells what it grants; a plan is also made where there is none, or where nobody may ask it yet. */
async function askTable(context: CliContext, flags: PlanFlags, signal: AbortSignal): Promise<AskedTable> {
  const chosen = readTarget(context, flags)
  if (chosen.table === undefined) return { target: null, writeUnits: null, notes: [] }
  const table = chosen.table
  try {
    const { config, notes } = await resolveTargetConfig(chosen, context.env)
    const client = dynamoDbClient(config)
    try {
      const live = await describeTable(client, config.table, signal)
      return {
        target: { table, arn: live?.arn ?? null },
        writeUnits: live === null ? null : startWriteUnits(live, config.endpoint),
        notes: [
          ...notes.map(({ message }) => message),
          ...(live === null ? [`table ${table} does not exist yet`] : []),
        ],
      }
    } finally {
      client.destroy()
    }
  } catch (error) {
    if (!(error instanceof PgfoldError) || signal.aborted) throw error
    return {
      target: { table, arn: null },
      writeUnits: null,
      notes: [`table ${table} could not be asked what it grants: ${error.message}`],
    }
  }
}

async function readPrices(file: string | undefined): Promise<Prices | undefined> {
  if (file === undefined) return undefined
  try {
    return pricesSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new PgfoldError('PLAN_PRICES', {
      place: file,
      detail: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unreadable',
      cause,
    })
  }
}
