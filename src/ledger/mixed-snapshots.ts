import type { EntityName } from '../brand.ts'
import type { LedgerSummary, SnapshotRecord } from './ledger.ts'

/** Rows of one entity by the snapshot that they were read in. */
export interface EntityOrigin {
  readonly entity: EntityName
  readonly origins: readonly (SnapshotRecord & { readonly rows: number })[]
}

/**
 * What of a run was read at several moments of the source, entity by entity; empty: all of it is of one moment. The
 * table is then no image of any one moment: a row that changed between two snapshots is there as it was in either, one
 * that went may still be there, one that came may be missing, and what other items copy or count of it need not fit.
 * Which rows those are only a comparison with the source tells.
 *
 * Two snapshots at the same WAL position saw the same rows, and count as one.
 */
export function mixedSnapshots({ entities, snapshots }: LedgerSummary): readonly EntityOrigin[] {
  const used = entities.map(({ entity, reads }) => {
    const origins = new Map<string, EntityOrigin['origins'][number]>()
    for (const { snapshot, rows } of reads) {
      const taken = snapshots[snapshot]
      if (taken === undefined) continue
      const moment = taken.lsn ?? taken.takenAt
      const before = origins.get(moment)
      origins.set(moment, { ...(before ?? taken), rows: (before?.rows ?? 0) + rows })
    }
    return { entity, origins }
  })
  const moments = new Set(used.flatMap(({ origins }) => [...origins.keys()]))
  if (moments.size < 2) return []
  return used.map(({ entity, origins }) => ({ entity, origins: [...origins.values()] }))
}
