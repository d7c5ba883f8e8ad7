import { textBlock } from '../../output/text/text-block.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import { readGrants } from '../../rights/read-grants.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readSourceUrl } from '../flags/source-flags.ts'
import { sayNotes } from '../say-notes.ts'
import { valueOf } from '../value-option.ts'
import { role, type GrantsFlags } from './grants.flags.ts'

export async function grantsHandler(this: CliContext, flags: GrantsFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const mapping = await readMapping(this, flags)
    const source = parseSourceUrl(await readSourceUrl(this, flags), this.env)
    sayNotes(this, source.notes)
    const grants = await readGrants({ mapping, source, role: valueOf(role, flags.role, this.env) ?? 'pgfold' }, signal)
    return {
      exit: 0,
      text: textBlock([...grants.statements.map(({ sql }) => sql), ...grants.notes.map((note) => `-- ${note}`)]),
      data: grants,
      warnings: source.notes,
    }
  })
}
