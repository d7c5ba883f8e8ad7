import { differenceCount } from '../../validate/report/difference-count.ts'
import type { Difference, ValidationReport } from '../../validate/report/report-schema.ts'
import type { NextStep } from '../../validate/report/next-step.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { formatDuration } from './format-duration.ts'
import { textBlock, type TextBlock } from './text-block.ts'
import { textTable } from './text-table.ts'

/** A screen of differences; the report file lists them. */
const maxShown = 20

/**
 * The result of a validation for people: the verdict first, then the figures, then where to look. Keys, never values.
 */
export function validationText(
  report: ValidationReport,
  files: { readonly reportFile: string; readonly htmlFile: string | null },
  next: NextStep | null,
): TextBlock {
  const { totals } = report
  const differences = differenceCount(report)
  return textBlock([
    report.ok ? 'Validation passed: 0 differences' : `Validation found ${countOf(differences, 'difference')}`,
    `Table ${report.target.table} against database ${report.source.database}, ${depthText(report)}, ` +
      `${formatDuration(report.milliseconds)}`,
    '',
    ...entityLines(report),
    '',
    ...report.indexes.map(
      (index) =>
        `Index ${index.index}: ${countOf(index.found, 'item')}, ` +
        `${countOf(index.missing + index.extra + index.different, 'difference')}`,
    ),
    ...report.unknownTypes.map(
      (unknown) =>
        `Items of type ${unknown.type ?? '(none)'}, which no entity of the mapping has: ${formatCount(unknown.items)}`,
    ),
    ...(totals.orphans > 0
      ? [`Rows that refer to a row that does not exist (written, no difference): ${formatCount(totals.orphans)}`]
      : []),
    ...(totals.rejected > 0 ? [`Rows that cannot become an item: ${formatCount(totals.rejected)}`] : []),
    ...(report.sample === null ? [] : [report.sample.sentence]),
    ...(report.calls.retries > 0
      ? [
          `Calls to the table made again: ${formatCount(report.calls.retries)}, throttled ` +
            `${formatCount(report.calls.throttles)}`,
        ]
      : []),
    ...report.covers.map((sentence) => `Covered: ${sentence}`),
    ...report.warnings.map((warning) => `Warning: ${warning}`),
    ...differenceLines(report),
    `Report: ${files.reportFile}${files.htmlFile === null ? '' : `, page: ${files.htmlFile}`}`,
    ...(next === null ? [] : [`Next: ${next.text}`, `  ${next.command}`]),
  ])
}

function depthText({ depth }: ValidationReport): string {
  switch (depth.kind) {
    case 'count':
      return 'number of items'
    case 'sample':
      return `sample of ${formatCount(depth.n)} (seed ${depth.seed})`
    case 'groups':
      return depth.names.join(', ')
    case 'all':
      return 'every item, both ways'
  }
}

function entityLines(report: ValidationReport): string[] {
  const columns = ['Rows', 'Expected', 'Found', 'Compared', 'Different', 'Missing', 'Extra']
  const row = (
    name: string,
    entity: Pick<
      ValidationReport['totals'],
      'sourceRows' | 'expected' | 'found' | 'compared' | 'different' | 'missing' | 'extra'
    >,
  ) => [
    name,
    ...[
      entity.sourceRows,
      entity.expected,
      entity.found,
      entity.compared,
      entity.different,
      entity.missing,
      entity.extra,
    ].map(formatCount),
  ]
  return textTable(
    [{ title: 'Entity', align: 'left' }, ...columns.map((title) => ({ title, align: 'right' as const }))],
    [...report.entities.map((entity) => row(entity.entity, entity)), row('Total', report.totals)],
  )
}

function differenceLines(report: ValidationReport): string[] {
  const shown = report.differences.slice(0, maxShown)
  const hidden = report.differences.length + report.unlisted - shown.length
  return [...shown.map(differenceLine), ...(hidden > 0 ? [`and ${formatCount(hidden)} more, see the report`] : [])]
}

function differenceLine(difference: Difference): string {
  const key = Object.entries(difference.key)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
  const attributes = difference.attributes
    .map(
      (attribute) =>
        `${attribute.name}${attribute.path} (${attribute.expectedType} expected, ${attribute.foundType} found)`,
    )
    .join(', ')
  return [`${difference.class}: ${difference.entity ?? 'unknown entity'} ${key}`, attributes, difference.note ?? '']
    .filter((part) => part !== '')
    .join(': ')
}
