import type { EntityPlan, EntityProgress } from '../ledger/ledger.ts'
import type { ResolvedEntity, ResolvedMapping } from '../mapping/resolved.ts'
import { chunkable } from '../postgres/chunks/chunk-walk.ts'
import type { KeyRange } from '../postgres/chunks/chunk.ts'
import { estimateRows } from '../postgres/chunks/estimate-rows.ts'
import { readSourceSize } from '../postgres/chunks/first-chunk-rows.ts'
import type { SourceClient } from '../postgres/connection/connect.ts'
import { releaseLocksAfter } from '../postgres/release-locks-after.ts'

/** What there is to do of one entity, before anything of it is cut. */
export interface PlannedEntity {
  readonly resolved: ResolvedEntity
  readonly plan: EntityPlan
  /** About how many rows the source's tables have, before any condition. */
  readonly tableRows: number
  readonly firstChunkRows: number
}

/**
 * Says about how much there is to do, from statistics alone: some milliseconds for each entity, whatever its size.
 */
export async function planRun(
  client: SourceClient,
  mapping: ResolvedMapping,
  entities: readonly EntityProgress[],
  signal: AbortSignal,
): Promise<readonly PlannedEntity[]> {
  const byName = new Map(mapping.entities.map((entity) => [entity.name, entity]))
  const planned: PlannedEntity[] = []
  for (const progress of entities) {
    const resolved = byName.get(progress.entity)
    if (resolved === undefined || progress.pending.length === 0) continue
    const chunkColumns = resolved.chunkBy?.columns.map(({ column }) => column) ?? []
    const pending: readonly KeyRange[] = chunkable(resolved, progress.pending)
    const { rows, tableRows, firstChunkRows } = await releaseLocksAfter(client, async () => ({
      rows: await estimateRows(client, resolved, pending, signal),
      ...(await readSourceSize(client, resolved, signal)),
    }))
    const plan = { entity: progress.entity, chunkColumns, pending, rows }
    planned.push({ resolved, plan, tableRows: Math.max(rows, tableRows ?? 0), firstChunkRows })
  }
  return planned
}
