import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type * as referenceItemModule from '../src/encode/reference/reference-item.ts'
import type * as resolveMappingModule from '../src/mapping/resolve-mapping.ts'
import type * as ratelModule from '../src/ratel/mapping.ts'
import type * as buildLoadQueryModule from '../src/postgres/load/build-load-query.ts'
import type * as connectModule from '../src/postgres/connection/connect.ts'
import type * as readCatalogModule from '../src/postgres/catalog/read-catalog.ts'
import type * as indexModule from '../src/index.ts'
import { built } from './built.ts'
import type { ObviousEntity } from './obvious-design.ts'

/**
 * The obvious design doing Ratel's mapping: one set-based query per entity (the same SQL as ours, which flatters it),
 * row objects, and the item built from them by the plain interpreter.
 */
export async function obviousRatel(url: string): Promise<readonly ObviousEntity[]> {
  const { referenceItem } = await built<typeof referenceItemModule>('encode/reference/reference-item.js')
  const { resolveMapping } = await built<typeof resolveMappingModule>('mapping/resolve-mapping.js')
  const { ratelMapping } = await built<typeof ratelModule>('ratel/mapping.js')
  const { buildLoadQuery } = await built<typeof buildLoadQueryModule>('postgres/load/build-load-query.js')
  const { connectSource } = await built<typeof connectModule>('postgres/connection/connect.js')
  const { readCatalog } = await built<typeof readCatalogModule>('postgres/catalog/read-catalog.js')
  const { parseSourceUrl } = await built<typeof indexModule>('index.js')
  const { signal } = new AbortController()
  await using client = await connectSource(parseSourceUrl(url, {}), { role: 'bench', signal })
  const { mapping } = resolveMapping(ratelMapping, await readCatalog(client, signal))
  return mapping.entities.map((entity) => {
    const { sql, columns } = buildLoadQuery(entity, { kind: 'all' })
    const places = columns.flatMap((column, at) => (column.kind === 'value' ? [at] : []))
    return {
      sql,
      item: (row) => {
        const cells = Object.values(row)
        const made = referenceItem(
          mapping,
          entity,
          places.map((at) => cells[at] ?? null),
        )
        // The few rejects of the nasty rows are written as a key alone; their number does not matter here.
        return made.kind === 'item'
          ? (made.item as Record<string, AttributeValue>)
          : { pk: { S: 'REJECTED' }, sk: { S: String(cells[0]) } }
      },
    }
  })
}
