import { errorRegistry } from '../errors/error-registry.ts'
import { formatCount } from '../format-count.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import type { Finding } from '../mapping/finding.ts'

/** Names a run that was begun into this table and is not at its end. */
export function unfinishedRun(run: LedgerSummary, severity: 'error' | 'warning', addition = ''): Finding {
  return {
    severity,
    code: 'RUN_UNFINISHED',
    place: run.runId,
    message: `${describeUnfinished(run)}${addition}`,
    fix: errorRegistry.RUN_UNFINISHED.fix,
  }
}

export function describeUnfinished({ runId, target, entities, startedAt, lastError }: LedgerSummary): string {
  const read = entities.reduce((sum, entity) => sum + entity.read, 0)
  const total = entities.reduce((sum, entity) => sum + entity.total, 0)
  const about = entities.some(({ estimated }) => estimated) ? 'about ' : ''
  const how = lastError === null ? '' : `; it ended with ${lastError.code}`
  return (
    `${runId} into table ${target.table}, begun ${startedAt}, has loaded ${formatCount(read)} of ` +
    `${about}${formatCount(total)} rows${how}`
  )
}
