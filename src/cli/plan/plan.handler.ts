import { readFile } from 'node:fs/promises'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { newOnDemandTable, startWriteUnits } from '../../dynamodb/rate/start-write-units.ts'
import { makePlan } from '../../plan/make-plan.ts'
import { pricesSchema, type Prices } from '../../plan/prices.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readSource } from '../flags/reading-flags.ts'
import { readTarget } from '../flags/target-flags.ts'
import { probeOwnFile } from '../own-file.ts'
import { sayNotes } from '../say-notes.ts'
import { askTable } from '../table/ask-table.ts'
import { switchOf } from '../switch-option.ts'
import { valueOf } from '../value-option.ts'
import { writePlanFile } from './plan-file.ts'
import { nextCommand } from './next-command.ts'
import { planText } from './plan-text.ts'
import { exact, out, prices, rows, seed, workers, writeUnits, type PlanFlags } from './plan.flags.ts'

/** Write units of an average item are then known within a few percent. */
const defaultRows = 2_000

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
    const source = await readSource(this, flags)
    const file = valueOf(out, flags.out, this.env) ?? null
    if (file !== null) await probeOwnFile(file)
    const table = await plannedTarget(this, flags, signal)
    sayNotes(this, source.notes)
    const notes = [...source.notes, ...table.notes]
    const { report, schema } = await makePlan(
      {
        mapping,
        source,
        sampleRows: all ? null : (sampled ?? defaultRows),
        writeUnitsPerSecond: valueOf(writeUnits, flags.writeUnits, this.env) ?? table.writeUnits ?? newOnDemandTable,
        workers: valueOf(workers, flags.workers, this.env) ?? 4,
        prices: await readPrices(valueOf(prices, flags.prices, this.env)),
        seed: valueOf(seed, flags.seed, this.env),
      },
      signal,
    )
    if (file !== null) await writePlanFile(file, { target: table.target, schema, report })
    const { totals, connections } = report
    return {
      exit: totals.rejected > 0 || connections.needed > connections.free ? 2 : 0,
      text: planText(report, file, nextCommand(flags, { file, table: table.named })),
      data: { ...report, file },
      warnings: notes,
    }
  })
}

interface PlannedTarget {
  /** Null: no table was named. One that could not be asked counts as there. */
  readonly named: { readonly exists: boolean } | null
  readonly target: { readonly table: string; readonly arn: string | null } | null
  readonly writeUnits: number | null
  readonly notes: readonly string[]
}

/** The table tells what it grants; a plan is also made where there is none, or where nobody may ask it yet. */
async function plannedTarget(context: CliContext, flags: PlanFlags, signal: AbortSignal): Promise<PlannedTarget> {
  const { table } = readTarget(context, flags)
  if (table === undefined) return { named: null, target: null, writeUnits: null, notes: [] }
  const asked = await askTable(context, flags, signal)
  if (asked.kind === 'unknown') {
    const note = `${asked.reason}; it is taken for a new on-demand table`
    sayNotes(context, [note])
    return { named: { exists: !asked.absent }, target: { table, arn: null }, writeUnits: null, notes: [note] }
  }
  const { live, endpoint, notes } = asked
  const writeUnits = startWriteUnits(live, endpoint)
  return { named: { exists: true }, target: { table, arn: live.arn }, writeUnits, notes }
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
