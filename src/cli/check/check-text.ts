import type { CheckFinding, CheckReport } from '../../design/check/check-report.ts'
import { formatBytes } from '../../output/text/format-bytes.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { type TextBlock, textBlock } from '../../output/text/text-block.ts'
import { textTable } from '../../output/text/text-table.ts'

const ranks = { error: 0, warning: 1, note: 2 } as const
const bases = {
  structure: '',
  exact: ' (every row counted)',
  sample: ' (in the sample)',
  estimate: ' (estimate)',
} as const

/** The report for people: what the entities become, then the findings, the most severe first. */
export function checkText(report: CheckReport): TextBlock {
  const sorted = report.findings.toSorted((left, right) => ranks[left.severity] - ranks[right.severity])
  return textBlock([
    ...(report.data === null ? [] : [...entityTable(report.data), '']),
    ...sorted.flatMap(findingLines),
    ...(report.dataSkipped === null ? [] : [`The data was not read: ${report.dataSkipped}.`]),
    [countOf(report.errors, 'error'), countOf(report.warnings, 'warning'), countOf(report.notes, 'note')].join(', '),
  ])
}

function findingLines(finding: CheckFinding): readonly string[] {
  // A note that asks for nothing is one line.
  const fix =
    finding.severity === 'note'
      ? []
      : finding.fix.split('\n').map((line, at) => `${at === 0 ? '  Fix:  ' : '        '}${line}`)
  return [
    `${finding.severity}: ${finding.message}${bases[finding.basis]}`,
    `  At:   ${finding.place}`,
    ...fix,
    `  Code: ${finding.code}`,
  ]
}

function entityTable({ entities, sampleRows }: NonNullable<CheckReport['data']>): readonly string[] {
  const left = (title: string) => ({ title, align: 'left' as const })
  const right = (title: string) => ({ title, align: 'right' as const })
  const rows = entities.map((facts) => [
    facts.entity,
    formatCount(facts.rows),
    formatCount(facts.items),
    formatCount(facts.collapsed),
    formatCount(facts.rejectedByKey),
    formatCount(facts.sampled),
    formatCount(facts.rejectedInSample),
    formatBytes(facts.averageItemBytes),
    formatBytes(facts.largestItemBytes),
  ])
  const heads = [
    left('Entity'),
    right('Rows'),
    right('Items'),
    right('Collapsed'),
    right('No key'),
    right(sampleRows === null ? 'Converted' : 'Sample'),
    right('Rejected'),
    right('Average'),
    right('Largest'),
  ]
  return textTable(heads, rows)
}
