import type { Finding } from '../../mapping/finding.ts'
import { countOf } from '../../format-count.ts'
import { type TextBlock, textBlock } from './text-block.ts'

/** Findings one below the other, errors first: what, where, how to fix it. */
export function findingsText(findings: readonly Finding[]): TextBlock {
  const ranks = { error: 0, warning: 1, note: 2 } as const
  const sorted = findings.toSorted((left, right) => ranks[left.severity] - ranks[right.severity])
  return textBlock([
    ...sorted.flatMap((finding) => [
      `${finding.severity}: ${finding.message}`,
      `  At:   ${finding.place}`,
      ...finding.fix.split('\n').map((line, at) => `${at === 0 ? '  Fix:  ' : '        '}${line}`),
      `  Code: ${finding.code}`,
    ]),
    summaryText(findings),
  ])
}

function summaryText(findings: readonly Finding[]): string {
  const of = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length
  return [countOf(of('error'), 'error'), countOf(of('warning'), 'warning'), countOf(of('note'), 'note')].join(', ')
}
