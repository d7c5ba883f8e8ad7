import { z } from 'zod'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceClient } from '../connection/connect.ts'
import { rowsQuery } from './bound-queries.ts'
import type { KeyRange } from './chunk.ts'

const explained = z.tuple([z.looseObject({ Plan: z.looseObject({ 'Plan Rows': z.number() }) })])

/**
 * About how many source rows the ranges hold: what the planner expects, from statistics and the size of the files. Takes
 * a millisecond whatever the size, of a view or a query as well.
 */
export async function estimateRows(
  client: SourceClient,
  entity: ResolvedEntity,
  ranges: readonly KeyRange[],
  signal: AbortSignal,
): Promise<number> {
  let rows = 0
  for (const range of ranges) {
    const [[json] = []] = await client.rows(`EXPLAIN (FORMAT JSON) ${rowsQuery(entity, range)}`, { signal })
    const [{ Plan: plan }] = explained.parse(JSON.parse(json ?? ''))
    rows += plan['Plan Rows']
  }
  return Math.round(rows)
}
