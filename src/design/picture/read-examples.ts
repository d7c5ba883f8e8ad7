import type { Catalog } from '../../catalog/catalog.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import { openSnapshot } from '../../postgres/snapshot.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import { hasIndexIn } from '../../validate/expected/has-index-in.ts'
import { firstRows } from '../data/first-rows.ts'
import { exampleItem } from './example-item.ts'
import type { ExampleItem } from './picture.ts'

export interface Examples {
  readonly items: ReadonlyMap<string, readonly ExampleItem[]>
  /** Entities whose rows could not be read, and why. */
  readonly warnings: readonly string[]
}

/**
 * A few items of every entity, as the load would write them, in one snapshot. An entity that cannot be read has none,
 * and that is said.
 */
export async function readExamples(
  source: SourceConfig,
  mapping: ResolvedMapping,
  catalog: Catalog,
  options: { readonly items: number; readonly mask: boolean },
  signal: AbortSignal,
): Promise<Examples> {
  const items = new Map<string, readonly ExampleItem[]>()
  const warnings: string[] = []
  if (options.items === 0) return { items, warnings }
  await using snapshot = await openSnapshot(source, signal)
  const { client } = snapshot
  const hasIndex = hasIndexIn(catalog)
  for (const entity of mapping.entities) {
    // After a refused query the transaction goes on from here.
    await client.rows('SAVEPOINT pgfold_example', { signal })
    try {
      const rows = await firstRows(client, entity, { hasIndex, rows: options.items }, signal)
      items.set(
        entity.name,
        rows.flatMap((row) => exampleOf(mapping, entity, row.texts, options.mask)),
      )
    } catch (error) {
      if (!(error instanceof PgfoldError) || client.lost.aborted) throw error
      warnings.push(`no examples of ${entity.name}: ${error.message} (${error.code})`)
      await client.rows('ROLLBACK TO SAVEPOINT pgfold_example', { signal })
    }
  }
  return { items, warnings }
}

function exampleOf(
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  texts: readonly (string | null)[],
  mask: boolean,
): readonly ExampleItem[] {
  const item = exampleItem(mapping, entity, texts, mask)
  return item === null ? [] : [item]
}
