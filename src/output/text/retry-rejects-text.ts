import { countOf, formatCount } from '../../format-count.ts'
import type { RetriedRow, RetryRejectsResult } from '../../run/rejects/retry-rejects-options.ts'
import { type TextBlock, textBlock } from './text-block.ts'

/** Rows that are named one by one; the reject file names every one that stays. */
const listedRows = 50

/** What became of the rejected rows of a run, or would become of them. Keys and reasons, never values. */
export function retryRejectsText(result: RetryRejectsResult, retryCommand: string): TextBlock {
  const { counts, dryRun, rows } = result
  const told = rows.filter(({ outcome }) => dryRun || outcome === 'gone' || isKept(outcome))
  return textBlock([
    headline(result),
    ...(result.rejects === 0
      ? []
      : [
          `  ${dryRun ? 'Would be written' : 'Written'}: ${formatCount(counts.written)}`,
          ...counted('In the table already', counts.present),
          ...counted('Collapsed into an item that was loaded', counts.collapsed),
          ...counted('Gone from the source', counts.gone),
          ...counted('Still rejected', counts.rejected),
          ...counted('Another item stands under the key (--overwrite writes over it)', counts.stands),
          ...counted(
            'Not to be found by the source key ("pgfold validate all" and "pgfold repair <report>" do)',
            counts.untraceable,
          ),
          ...told.slice(0, listedRows).map(rowLine),
          ...(told.length > listedRows ? [`  and ${countOf(told.length - listedRows, 'row')} more`] : []),
          '',
          `Migration state saved to: ${result.stateFile}`,
          ...(result.left > 0 ? [`Rejected rows, each with its reason: ${result.rejectFile}`] : []),
          ...next(result, retryCommand),
        ]),
  ])
}

/** 0: no row is rejected any more; 2: some are, or in a dry run something would change; 3: stopped. */
export function retryRejectsExit(result: RetryRejectsResult): 0 | 2 | 3 {
  if (result.error !== null) return 3
  return result.left > 0 || (result.dryRun && result.rejects > 0) ? 2 : 0
}

function headline({ runId, rejects, left, outcome, dryRun }: RetryRejectsResult): string {
  if (rejects === 0 && outcome === 'completed') return `Migration ${runId} has no rejected rows; nothing was done`
  if (outcome === 'stopped') return 'Retry stopped early; what was done until then is kept'
  if (dryRun)
    return `Dry run: ${countOf(left, 'row')} of ${formatCount(rejects)} would stay rejected, nothing was written`
  return left === 0
    ? `Every one of ${countOf(rejects, 'rejected row')} is settled`
    : `${countOf(left, 'row')} of ${formatCount(rejects)} ${left === 1 ? 'stays' : 'stay'} rejected`
}

function next({ left, dryRun }: RetryRejectsResult, retryCommand: string): readonly string[] {
  if (dryRun) return [`Next: ${retryCommand}`]
  return left > 0 ? [`Next: fix the reasons, then run ${retryCommand}`] : ['Next: pgfold validate all']
}

function counted(what: string, count: number): readonly string[] {
  return count === 0 ? [] : [`  ${what}: ${formatCount(count)}`]
}

function isKept(outcome: RetriedRow['outcome']): boolean {
  return outcome === 'rejected' || outcome === 'stands' || outcome === 'untraceable'
}

function rowLine({ entity, sourceKey, outcome, code, detail }: RetriedRow): string {
  const key = Object.entries(sourceKey)
    .map(([name, value]) => `${name}=${value ?? 'NULL'}`)
    .join(' ')
  return `  ${outcome}: ${entity} ${key}${code === null ? '' : ` (${code}: ${detail ?? ''})`}`
}
