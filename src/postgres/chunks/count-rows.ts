import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../connection/connect.ts'
import { countQuery } from './bound-queries.ts'
import type { KeyRange } from './chunk.ts'

/** Source rows of the range in the client's snapshot, exact: what the load of the chunk is held against. */
export async function countRows(
  client: SourceClient,
  entity: ResolvedEntity,
  range: KeyRange,
  signal: AbortSignal,
): Promise<number> {
  const [[count] = []] = await client.rows(countQuery(entity, range), { signal })
  return Number(count ?? 0)
}
