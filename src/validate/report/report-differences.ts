import { formatCount } from '../../format-count.ts'
import { breakPoints } from '../../output/html/break-points.ts'
import { escapeHtml } from '../../output/html/escape-html.ts'
import type { Difference, ValidationReport } from './report-schema.ts'

/** The listed differences, each with its class, entity, key and what differs; empty where everything is equal. */
export function reportDifferences(report: ValidationReport): string {
  if (report.ok) return ''
  const rows = report.differences.map(
    (difference) =>
      `<li><span class="class ${kindOf(difference.class)}">${difference.class}</span> ` +
      `<b>${text(difference.entity ?? '(no entity)')}</b> <code>${text(Object.values(difference.key).join(' / '))}</code>` +
      `${paragraph(describe(difference))}</li>`,
  )
  const inIndexes = report.indexes.flatMap((index) =>
    index.differences.map(
      (difference) =>
        `<li><span class="class ${kindOf(difference.class)}">${difference.class}</span> ` +
        `<b>${text(index.index)}</b> <code>${text(Object.values(difference.key).join(' / '))}</code></li>`,
    ),
  )
  const rest =
    report.unlisted === 0
      ? ''
      : report.differences.length === 0
        ? `<p>${formatCount(report.unlisted)} are counted; this depth does not list them.</p>`
        : `<p>${formatCount(report.unlisted)} more are counted, but not listed.</p>`
  return `<h2>Differences</h2>\n<ul class="differences">${[...rows, ...inIndexes].join('\n')}</ul>${rest}`
}

function kindOf(name: Difference['class']): string {
  if (name === 'missing') return 'missing'
  return name === 'extra' || name === 'unknown-type' || name === 'duplicate' ? 'extra' : 'different'
}

function describe({ attributes, note, relatedKey }: Difference): string[] {
  const parts = attributes.map(({ name, path, expectedType, foundType, expected, found }) => {
    const values =
      expected === undefined && found === undefined ? '' : ` (${JSON.stringify(expected)} / ${JSON.stringify(found)})`
    const what = expectedType === foundType ? `another ${expectedType}` : `${expectedType} expected, ${foundType} found`
    return `${name}${path}: ${what}${values}`
  })
  if (note !== null) parts.push(note)
  if (relatedKey !== null) parts.push(`expected key: ${Object.values(relatedKey).join(' / ')}`)
  return parts
}

function paragraph(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `<p>${parts.map(text).join('<br>')}</p>`
}

const text = (value: string): string => breakPoints(escapeHtml(value))
