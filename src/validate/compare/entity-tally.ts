import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { ExpectedRow } from '../expected/read-expected-rows.ts'
import type { ValidationReport } from '../report/report-schema.ts'

/** What reading the source has counted for one entity; numbers are exact, the listed rejects are the first few. */
export interface EntityTally {
  readonly entity: ResolvedEntity
  sourceRows: number
  collapsed: number
  rejected: number
  expected: number
  readonly orphans: Record<string, number>
  readonly rejectCodes: Record<string, number>
  readonly rejects: ValidationReport['rejects'][number][]
}

/** Rejects listed per entity; the load's reject file has them all. */
const listedRejects = 100

export function createTally(entity: ResolvedEntity): EntityTally {
  return { entity, sourceRows: 0, collapsed: 0, rejected: 0, expected: 0, orphans: {}, rejectCodes: {}, rejects: [] }
}

export function tallyRow(tally: EntityTally, row: ExpectedRow): void {
  tally.sourceRows += row.rows
  tally.collapsed += row.rows - 1
  for (const lookup of row.missed) {
    const name = tally.entity.lookups[lookup]?.name ?? String(lookup)
    tally.orphans[name] = (tally.orphans[name] ?? 0) + 1
  }
  if (row.kind === 'item') {
    tally.expected += 1
    return
  }
  tally.rejected += 1
  tally.rejectCodes[row.code] = (tally.rejectCodes[row.code] ?? 0) + 1
  if (tally.rejects.length < listedRejects)
    tally.rejects.push({
      entity: tally.entity.name,
      code: row.code,
      detail: row.detail,
      sourceKey: { ...row.sourceKey },
    })
}
