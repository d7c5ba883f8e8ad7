import { countOf, formatCount } from '../../format-count.ts'
import { differenceCount } from './difference-count.ts'
import type { ValidationReport } from './report-schema.ts'

/** The three figures that a reader looks for first: rows, items, differences. */
export function reportTiles(report: ValidationReport): string {
  const { totals, depth } = report
  const differences = differenceCount(report)
  const leftOut = [
    ...(totals.collapsed > 0 ? [`${formatCount(totals.collapsed)} collapsed`] : []),
    ...(totals.rejected > 0 ? [`${formatCount(totals.rejected)} rejected`] : []),
  ]
  const compared =
    depth.kind === 'count'
      ? `${formatCount(totals.expected)} expected`
      : `${formatCount(totals.compared)} of ${formatCount(totals.expected)} expected items compared`
  const kinds = (['missing', 'different', 'extra'] as const)
    .filter((kind) => totals[kind] > 0)
    .map((kind) => `${formatCount(totals[kind])} ${kind}`)
  if (totals.indexDifferences > 0) kinds.push(`${formatCount(totals.indexDifferences)} in indexes`)
  return `<ul class="tiles">
${tile('', formatCount(totals.sourceRows), 'rows', leftOut.length === 0 ? 'each became an item' : leftOut.join(', '))}
${tile('', formatCount(totals.found), 'items', compared)}
${tile(report.ok ? 'good' : 'bad', formatCount(differences), differences === 1 ? 'difference' : 'differences', report.ok ? (depth.kind === 'count' ? 'in number' : 'every attribute equal') : kinds.join(', '))}
</ul>`
}

/** "Equal" or the number of differences, for the title. */
export function verdictText(report: ValidationReport): string {
  return report.ok ? 'Equal' : countOf(differenceCount(report), 'difference')
}

function tile(kind: string, value: string, what: string, detail: string): string {
  return `<li class="${kind}"><b>${value}</b> <span>${what}</span><small>${detail}</small></li>`
}
