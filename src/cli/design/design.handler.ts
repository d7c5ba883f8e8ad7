import { drawDatabase } from '../../design/picture/draw-database.ts'
import { mermaidText } from '../../design/picture/mermaid-text.ts'
import { pictureHtml } from '../../design/picture/picture-html.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { countOf } from '../../format-count.ts'
import { textBlock } from '../../output/text/text-block.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { probeOwnFile, writeOwnFile } from '../own-file.ts'
import { valueOf } from '../value-option.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readSourceUrl } from '../flags/source-flags.ts'
import { switchOf } from '../switch-option.ts'
import { type DesignFlags, examples, mermaid, out, unmask } from './design.flags.ts'
import { sayNotes } from '../say-notes.ts'

export async function designHandler(this: CliContext, flags: DesignFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const asChart = switchOf(mermaid, flags.mermaid, this.env)
    const page = valueOf(out, flags.out, this.env)
    if (asChart && page !== undefined)
      throw new PgfoldError('CLI_USAGE', {
        detail: '--mermaid prints a chart, --out writes a page',
        fix: 'Give one of them.',
      })
    const file = valueOf(out, flags.out, this.env) ?? 'design.html'
    if (!asChart) await probeOwnFile(file)
    const mapping = await readMapping(this, flags)
    const source = parseSourceUrl(await readSourceUrl(this, flags), this.env)
    // A chart shows no items, so it needs no data.
    const shown = asChart ? 0 : (valueOf(examples, flags.examples, this.env) ?? 3)
    const mask = !switchOf(unmask, flags.unmask, this.env)
    const { picture, warnings } = await drawDatabase({ mapping, source, examples: shown, mask }, signal)
    const notes = [...source.notes, ...warnings]
    sayNotes(this, notes)
    if (asChart)
      return {
        exit: 0,
        text: textBlock(mermaidText(picture).trimEnd().split('\n')),
        data: { picture, file: null },
        warnings: notes,
      }
    await writeOwnFile(file, pictureHtml(picture, { masked: mask }))
    return {
      exit: 0,
      text: textBlock([
        `Wrote ${file}: ${countOf(picture.entities.length, 'entity', 'entities')}, ` +
          `${countOf(picture.collections.length, 'item collection')}, ` +
          `${countOf(picture.indexes.length, 'index', 'indexes')}`,
      ]),
      data: { picture, file },
      warnings: notes,
    }
  })
}
