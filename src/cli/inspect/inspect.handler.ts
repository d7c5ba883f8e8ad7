import { inspectCatalog } from '../../design/inspect/inspect-catalog.ts'
import { countRows, measureLargest } from '../../design/inspect/measure-tables.ts'
import { readHints } from '../../design/inspect/read-hints.ts'
import { selectTables } from '../../design/inspect/select-tables.ts'
import { connectSource } from '../../postgres/connection/connect.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import type { CliContext } from '../context.ts'
import { execute } from '../execute.ts'
import { switchOf } from '../option.ts'
import { wantsJson } from '../options/output-options.ts'
import { readSelection } from '../options/selection-options.ts'
import { readSourceUrl } from '../options/source-options.ts'
import { sayNotes } from '../say-notes.ts'
import { exact, type InspectFlags } from './inspect.command.ts'
import { inspectionText } from './inspection-text.ts'

export async function inspectHandler(this: CliContext, flags: InspectFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const source = parseSourceUrl(await readSourceUrl(this, flags), this.env)
    sayNotes(this, source.notes)
    await using client = await connectSource(source, { role: 'inspect', signal })
    const catalog = await readCatalog(client, signal)
    const tables = selectTables(catalog, readSelection(flags))
    const hints = await readHints(client, catalog, signal)
    const inspection = inspectCatalog(catalog, hints, tables, {
      exactRows: switchOf(exact, flags.exact, this.env) ? await countRows(client, tables, hints, signal) : new Map(),
      largestBytes: await measureLargest(client, tables, hints, signal),
    })
    return { exit: 0, text: inspectionText(inspection), data: inspection, warnings: source.notes }
  })
}
