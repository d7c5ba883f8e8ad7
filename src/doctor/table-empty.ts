import { errorRegistry } from '../errors/error-registry.ts'
import { tableIsEmpty } from '../dynamodb/table/table-is-empty.ts'
import { countOf } from '../format-count.ts'
import type { Finding } from '../mapping/finding.ts'
import type { Check, PreflightContext } from './check.ts'
import { unfinishedRun } from './unfinished-run.ts'

/** Would the run write among the items of somebody else? */
export const tableEmpty: Check = {
  name: 'table is empty',
  async run({ live, target, dynamoDb, onExisting, unfinished }, signal) {
    if (onExisting === 'append') return besides(unfinished, 'this run begins anew beside it')
    // A table in any other state takes no reads, and its definition check says so.
    if (live?.status !== 'ACTIVE' && live?.status !== 'UPDATING') return []
    const isEmpty = await tableIsEmpty(dynamoDb, target.table, signal)
    if (onExisting === 'resume') return isEmpty ? emptied(unfinished, live.name) : []
    if (isEmpty) return besides(unfinished, 'the table is empty now, so this run begins anew')
    if (unfinished.runs.length > 0) return unfinished.runs.map((run) => unfinishedRun(run, 'error'))
    return [
      {
        severity: 'error',
        code: 'TABLE_NOT_EMPTY',
        place: live.name,
        message: `table ${live.name} holds items${unreadable(unfinished)}`,
        fix: errorRegistry.TABLE_NOT_EMPTY.fix,
      },
    ]
  },
}

/** Said, and no reason to stop. */
function besides({ runs }: PreflightContext['unfinished'], instead: string): readonly Finding[] {
  return runs.map((run) => unfinishedRun(run, 'warning', `; ${instead}`))
}

/** One of them may be what fills the table. */
function unreadable({ unreadable: names }: PreflightContext['unfinished']): string {
  return names.length === 0 ? '' : `; these state files cannot be read: ${names.join(', ')}`
}

/** What a resume does not load again was there once. */
function emptied({ runs }: PreflightContext['unfinished'], table: string): readonly Finding[] {
  const written = runs.reduce((sum, run) => sum + run.entities.reduce((all, entity) => all + entity.written, 0), 0)
  if (written === 0) return []
  return [
    {
      severity: 'error',
      code: 'RUN_OTHER_TARGET',
      place: table,
      message: `the run has stored ${countOf(written, 'item')} in table ${table}, and the table is empty now`,
      fix: 'Start a new run ("pgfold migrate"): what this one has loaded is gone.',
    },
  ]
}
