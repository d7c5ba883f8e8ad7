import type { RepairAction, RepairResult } from '../../validate/repair/repair.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { type TextBlock, textBlock } from './text-block.ts'

/** What a repair did, or would do: the verdict, one line per key, and what is left. Keys, never values. */
export function repairText(result: RepairResult): TextBlock {
  const changing = result.actions.filter((action) => action.outcome === 'planned' || action.outcome === 'written')
  return textBlock([
    headline(result, changing.length),
    `${countOf(result.keys, 'key')} in report ${result.reportId}, ${formatCount(result.equalAlready)} of them ` +
      'equal now',
    ...result.actions.map(actionLine),
    ...(result.left.length > 0 && !result.dryRun
      ? [`Still different: ${countOf(result.left.length, 'item')}. Validate again for the details`]
      : []),
    ...(result.unlisted > 0
      ? [`The report does not list ${countOf(result.unlisted, 'difference')}. Validate and repair again`]
      : []),
  ])
}

/** 0: nothing differs any longer; 2: something is left, or in a dry run something would be done. */
export function repairExit(result: RepairResult): 0 | 2 {
  const clean = result.ok && result.unlisted === 0
  return clean && !(result.dryRun && result.actions.length > 0) ? 0 : 2
}

function headline(result: RepairResult, changing: number): string {
  if (result.dryRun) return `Dry run: ${countOf(changing, 'item')} would be changed, nothing was written`
  return result.ok
    ? `Repaired: ${countOf(changing, 'item')} changed, 0 differences left`
    : `Partly repaired: ${countOf(changing, 'item')} changed, ${countOf(result.left.length, 'difference')} left`
}

const verbs = {
  put: { planned: 'would put', written: 'put' },
  delete: { planned: 'would delete', written: 'deleted' },
} as const

function actionLine(action: RepairAction): string {
  const key = Object.entries(action.key)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
  const verb =
    action.action === 'leave'
      ? 'left'
      : action.outcome === 'planned' || action.outcome === 'written'
        ? verbs[action.action][action.outcome]
        : 'refused'
  return (
    `  ${verb}: ${action.entity ?? 'unknown entity'} ${key} ` +
    `(${action.class}${action.note === null ? '' : `; ${action.note}`})`
  )
}
