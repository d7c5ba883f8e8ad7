import { inspectCatalog } from '../../design/inspect/inspect-catalog.ts'
import { measureLargest } from '../../design/inspect/measure-largest.ts'
import { countRows } from '../../design/inspect/count-rows.ts'
import { readHints } from '../../design/inspect/read-hints.ts'
import { selectTables } from '../../design/inspect/select-tables.ts'
import { connectSource } from '../../postgres/connection/connect.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { switchOf } from '../switch-option.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readSelection } from '../flags/selection-flags.ts'
import { readSourceUrl } from '../flags/source-flags.ts'
import { type InspectFlags, exact } from './inspect.flags.ts'
import { sayNotes } from '../say-notes.ts'
import { inspectionText } from './inspection-text.ts'

export async function inspectHandler(this: CliContext, flags: InspectFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const source = parseSourceUrl(await readSourceUrl(this, flags), this.env)
    sayNotes(this, source.notes)
    await using client = await connectSource(source, { role: 'inspect', signal })
    const catalog = await readCatalog(client, signal)
    const tables = selectTables(catalog, readSelection(this.env, flags))
    const hints = await readHints(client, catalog, signal)
    const inspection = inspectCatalog(catalog, hints, tables, {
      exactRows: switchOf(exact, flags.exact, this.env) ? await countRows(client, tables, hints, signal) : new Map(),
      largestBytes: await measureLargest(client, tables, hints, signal),
    })
    return { exit: 0, text: inspectionText(inspection), data: inspection, warnings: source.notes }
  })
}
