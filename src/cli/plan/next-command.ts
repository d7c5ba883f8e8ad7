import { shellQuote } from '../../shell-quote.ts'
import { givenFlags } from '../given-flags.ts'
import type { PlanFlags } from './plan.flags.ts'

/**
 * The command that carries a plan out, with what was typed for the plan: the load itself, or first the table where there
 * is none. The database is not repeated, its address may hold a password. `table`: null where none was named at all.
 */
export function nextCommand(
  flags: Partial<PlanFlags>,
  { file, table }: { readonly file: string | null; readonly table: { readonly exists: boolean } | null },
): string {
  const { mapping, table: named, endpointUrl, region } = flags
  const place = `${givenFlags({ mapping, table: named, endpointUrl, region })}${table === null ? ' --table <name>' : ''}`
  if (table?.exists === false) return `pgfold table create${place}`
  const { sourceFile, sourceDdl, sourceSilence, maxStatementTime, transport, workers } = flags
  const reading = givenFlags({ sourceFile, sourceDdl, sourceSilence, transport, workers })
  // The parser has it in milliseconds, the flag takes seconds.
  const seconds = maxStatementTime === undefined ? '' : ` --max-statement-time ${maxStatementTime / 1000}`
  return `pgfold migrate${place}${reading}${seconds}${file === null ? '' : ` --plan ${shellQuote(file)}`}`
}
