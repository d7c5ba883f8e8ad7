import { PgfoldError } from '../../errors/pgfold-error.ts'
import { checkMapping } from '../../mapping/check-mapping.ts'
import type { Mapping } from '../../mapping/define-mapping.ts'
import { resolveMapping } from '../../mapping/resolve-mapping.ts'
import { connectSource } from '../../postgres/connection/connect.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import { drawPicture } from './draw-picture.ts'
import type { Picture } from './picture.ts'
import { readExamples } from './read-examples.ts'

export interface DrawOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  /** Items of each entity to show, whole ones; default 0: no data is read. */
  readonly examples?: number | undefined
  /**
   * Replaces letters and digits of example values; default true. Whole numbers in keys stay. With false the picture
   * holds your data.
   */
  readonly mask?: boolean | undefined
}

/**
 * The design of a mapping over the live database, as plain data: what comes from which table, which items lie together,
 * what each index holds. `pictureHtml` makes a page of it, `mermaidText` a chart. `warnings` are sentences about what
 * could not be shown or is not safe yet.
 *
 * @throws PgfoldError MAPPING_INVALID, unless keys that could collide are all that is wrong: they may be what is to be
 *   discussed; and of the area source
 */
export async function drawDatabase(
  { mapping, source, examples = 0, mask = true }: DrawOptions,
  signal: AbortSignal,
): Promise<{ readonly picture: Picture; readonly warnings: readonly string[] }> {
  const catalog = await readCatalogOf(source, signal)
  const { partial, findings } = checkMapping(mapping, catalog)
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.some(({ code }) => code !== 'MAPPING_KEY_COLLISION')) {
    resolveMapping(mapping, catalog)
    throw new PgfoldError('MAPPING_INVALID')
  }
  const read = await readExamples(source, partial, catalog, { items: examples, mask }, signal)
  return {
    picture: drawPicture(partial, catalog, read.items),
    warnings: [...errors.map(({ place, message }) => `${place}: ${message} could have the same key`), ...read.warnings],
  }
}

async function readCatalogOf(source: SourceConfig, signal: AbortSignal): ReturnType<typeof readCatalog> {
  await using client = await connectSource(source, { role: 'design', signal })
  return await readCatalog(client, signal)
}
