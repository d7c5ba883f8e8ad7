import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../connection/connect.ts'
import { seekByIndexSettings } from './bound-queries.ts'
import type { KeyRange } from './chunk.ts'
import { ChunkWalk } from './chunk-walk.ts'

const { signal } = new AbortController()

/** Every chunk of what is pending, cut as a run cuts them. */
export async function cutAll(
  client: SourceClient,
  entity: ResolvedEntity,
  pending: readonly KeyRange[],
  rowsPerChunk: number,
): Promise<readonly KeyRange[]> {
  await client.begin('READ COMMITTED')
  for (const setting of entity.chunkBy?.indexed === true ? seekByIndexSettings : []) await client.rows(setting)
  const walk = new ChunkWalk(entity, pending, (sql) => client.rows(sql))
  const ranges: KeyRange[] = []
  for (let cut = await walk.next(rowsPerChunk, signal); cut !== null; cut = await walk.next(rowsPerChunk, signal))
    ranges.push(cut.range)
  await client.rollback()
  return ranges
}
