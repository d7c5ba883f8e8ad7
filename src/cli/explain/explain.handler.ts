import type { ErrorEntry } from '../../errors/error-entry.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { errorRegistry } from '../../errors/error-registry.ts'
import { nearest } from '../../mapping/did-you-mean.ts'
import type { ExplainData } from '../../output/json/json-schemas.ts'
import { explainText } from '../../output/text/error-text.ts'
import { textBlock, type TextBlock } from '../../output/text/text-block.ts'
import { textTable } from '../../output/text/text-table.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson, type JsonFlags } from '../flags/json-flags.ts'

export async function explainHandler(this: CliContext, flags: JsonFlags, code?: string): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async () => {
    const entries = new Map<string, ErrorEntry>(Object.entries(errorRegistry))
    if (code === undefined)
      return { exit: 0, text: listText(entries), data: [...entries].map(([name, entry]) => ({ code: name, ...entry })) }
    const wanted = code.toUpperCase()
    const entry = entries.get(wanted)
    if (entry === undefined) throw unknownCode(code, entries.keys())
    return { exit: 0, text: explainText(wanted, entry), data: { code: wanted, ...entry } satisfies ExplainData }
  })
}

function listText(entries: ReadonlyMap<string, ErrorEntry>): TextBlock {
  const rows = [...entries].map(([code, entry]) => [code, String(entry.exit), entry.title])
  return textBlock(
    textTable(
      [
        { title: 'Code', align: 'left' },
        { title: 'Exit', align: 'right' },
        { title: 'What', align: 'left' },
      ],
      rows,
    ),
  )
}

function unknownCode(code: string, codes: Iterable<string>): PgfoldError {
  const guess = nearest(code.toUpperCase(), codes)
  return new PgfoldError('CLI_UNKNOWN_CODE', { detail: guess === null ? code : `${code}. Did you mean ${guess}?` })
}
