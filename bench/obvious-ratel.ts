import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { referenceItem } from '../src/encode/reference-item.ts'
import { resolveMapping } from '../src/mapping/resolve-mapping.ts'
import { ratelMapping } from '../src/ratel/mapping.ts'
import { buildLoadQuery } from '../src/source/build-load-query.ts'
import { connectSource } from '../src/source/connect.ts'
import { readCatalog } from '../src/source/read-catalog.ts'
import { parseSourceUrl } from '../src/source/source-config.ts'
import type { ObviousEntity } from './obvious-design.ts'

/**
 * The obvious design doing Ratel's mapping: one set-based query per entity (the same SQL as ours, which flatters it), row objects, and the
 * item built from them by the plain interpreter.
 */
export async function obviousRatel(url: string): Promise<readonly ObviousEntity[]> {
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
        const made = referenceItem(mapping, entity, places.map((at) => cells[at] ?? null))
        // The few rejects of the nasty rows are written as a key alone; their number does not matter here.
        return made.kind === 'item' ? (made.item as Record<string, AttributeValue>) : { pk: { S: 'REJECTED' }, sk: { S: String(cells[0]) } }
      },
    }
  })
}
