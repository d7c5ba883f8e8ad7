import { PgfoldError } from '../../errors/pgfold-error.ts'
import { checkDatabase } from '../../design/check/check-database.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import type { CliContext } from '../context.ts'
import { execute } from '../execute.ts'
import { readMapping } from '../options/mapping-options.ts'
import { wantsJson } from '../options/output-options.ts'
import { readSourceDdl } from '../options/source-ddl-options.ts'
import { readSourceUrl } from '../options/source-options.ts'
import { valueOf } from '../option.ts'
import { sayNotes } from '../say-notes.ts'
import { seed, type CheckFlags } from './check.command.ts'
import { checkText } from './check-text.ts'

/** Enough to see what happens to one row in 300 with a probability of 96 percent. */
const defaultRows = 1_000

export async function checkHandler(this: CliContext, flags: CheckFlags): Promise<void> {
  const json = wantsJson(this.env, flags)
  await execute(this, json, async ({ signal }) => {
    const mapping = await readMapping(this, flags)
    const source = {
      ...parseSourceUrl(await readSourceUrl(this, flags), this.env),
      ddl: readSourceDdl(this.env, flags),
    }
    sayNotes(this, source.notes)
    const report = await checkDatabase(
      { mapping, source, data: dataOf(flags), seed: valueOf(seed, flags.seed, this.env) },
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

/** `--rows` and `--all` speak of the data, so they mean nothing without it. */
function dataOf({ data, rows, all }: CheckFlags): { readonly sampleRows: number | null } | null {
  if (data !== true) {
    if (rows !== undefined || all === true)
      throw new PgfoldError('CLI_USAGE', { detail: '--rows and --all need --data' })
    return null
  }
  if (rows !== undefined && all === true)
    throw new PgfoldError('CLI_USAGE', { detail: 'both --rows and --all are given', fix: 'Give one of them.' })
  return { sampleRows: all === true ? null : (rows ?? defaultRows) }
}
