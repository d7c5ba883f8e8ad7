import { PgfoldError } from '../../errors/pgfold-error.ts'
import { checkDatabase } from '../../design/check/check-database.ts'
import type { CliContext, Environment } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readSource } from '../flags/reading-flags.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { valueOf } from '../value-option.ts'
import { switchOf } from '../switch-option.ts'
import { all, type CheckFlags, data, rows, seed } from './check.flags.ts'
import { sayNotes } from '../say-notes.ts'
import { checkText } from './check-text.ts'

/** Enough to see what happens to one row in 300 with a probability of 96 percent. */
const defaultRows = 1_000

export async function checkHandler(this: CliContext, flags: CheckFlags): Promise<void> {
  const json = wantsJson(this.env, flags)
  await execute(this, json, async ({ signal }) => {
    const mapping = await readMapping(this, flags)
    const source = await readSource(this, flags)
    sayNotes(this, source.notes)
    const report = await checkDatabase(
      { mapping, source, data: dataOf(flags, this.env), seed: valueOf(seed, flags.seed, this.env) },
      signal,
    )
    return {
      exit: report.errors + report.warnings > 0 ? 2 : 0,
      text: checkText(report),
      data: report,
      warnings: source.notes,
    }
  })
}

/** `--rows` and `--all` are about the data, so they need `--data`. */
function dataOf(flags: CheckFlags, env: Environment): { readonly sampleRows: number | null } | null {
  const sampled = valueOf(rows, flags.rows, env)
  const isWhole = switchOf(all, flags.all, env)
  if (!switchOf(data, flags.data, env)) {
    if (sampled !== undefined || isWhole) throw new PgfoldError('CLI_USAGE', { detail: '--rows and --all need --data' })
    return null
  }
  if (sampled !== undefined && isWhole)
    throw new PgfoldError('CLI_USAGE', { detail: 'both --rows and --all are given', fix: 'Give one of them.' })
  return { sampleRows: isWhole ? null : (sampled ?? defaultRows) }
}
