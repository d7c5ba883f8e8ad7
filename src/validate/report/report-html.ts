import { breakPoints } from '../../output/html/break-points.ts'
import { formatCount } from '../../format-count.ts'
import { escapeHtml } from '../../output/html/escape-html.ts'
import { htmlPage } from '../../output/html/html-page.ts'
import { htmlTable } from '../../output/html/html-table.ts'
import { entityBars } from './entity-bars.ts'
import { nextStep } from './next-step.ts'
import { entityFigures } from './entity-figures.ts'
import { reportDifferences } from './report-differences.ts'
import type { ValidationReport } from './report-schema.ts'
import { reportStyle } from './report-style.ts'
import { reportTiles, verdictText } from './report-tiles.ts'

/** What the command of the page needs beside the report. */
export interface PageContext {
  /** The JSON beside the page. */
  readonly reportFile: string
  /** Of mapping and table, as `addressFlags` gives them. */
  readonly flags: string
}

/**
 * The report as one page, light and dark, for people who would rather look than read. Says the same as the JSON: the
 * three figures, what to do next, the differences, then everything else.
 */
export function reportHtml(report: ValidationReport, context: PageContext): string {
  const sections = [
    `<h1>Validation of ${breakPoints(escapeHtml(report.target.table))}</h1>`,
    `<p class="muted">Against the database ${escapeHtml(report.source.database)}, ${escapeHtml(depthText(report))}, finished ${escapeHtml(report.finishedAt.slice(0, 16).replace('T', ' '))} UTC.</p>`,
    reportTiles(report),
    nextLine(report, context),
    report.sample === null ? '' : sampleText(report.sample),
    reportDifferences(report),
    list('warnings', report.warnings),
    `<h2>Entities</h2>\n${entityBars(report)}`,
    `<details><summary>All figures</summary>${entityFigures(report)}</details>`,
    report.indexes.length === 0 ? '' : `<h2>Indexes</h2>${indexTable(report)}`,
    rejectedRows(report),
    `<h2>What this covers</h2>\n${list('', report.covers)}`,
    `<h2>Details of the run</h2>\n<div class="facts-table">${particulars(report)}</div>`,
  ]
  return htmlPage({
    title: `${verdictText(report)}: ${report.target.table}`,
    body: sections.filter((section) => section !== '').join('\n'),
    style: reportStyle,
  })
}

function nextLine(report: ValidationReport, { reportFile, flags }: PageContext): string {
  const step = nextStep(report, reportFile, flags)
  if (step === null) return ''
  return `<p class="next${report.ok ? ' good' : ''}">Next: ${step.text} <code>${commandHtml(step.command)}</code></p>`
}

/** A browser breaks a line behind every hyphen; a flag stays whole, and only what is too long for a narrow screen breaks. */
function commandHtml(command: string): string {
  return command
    .split(' ')
    .map((word) => (word.length > 30 ? breakPoints(escapeHtml(word)) : `<span>${escapeHtml(word)}</span>`))
    .join(' ')
}

function sampleText(sample: NonNullable<ValidationReport['sample']>): string {
  return `<p>${escapeHtml(sample.sentence)}. ${formatCount(sample.reverseDrawn)} items were drawn from the table itself; ${formatCount(sample.reverseDifferent)} of them are not expected, or expected otherwise.</p>`
}

function indexTable(report: ValidationReport): string {
  return htmlTable(
    ['Index', 'Expected', 'Found', 'Missing', 'Extra', 'Different', 'Follow from the table'],
    report.indexes.map((index) => [
      index.index,
      ...[index.expected, index.found, index.missing, index.extra, index.different, index.followFromTable].map(
        formatCount,
      ),
    ]),
  )
}

function rejectedRows(report: ValidationReport): string {
  if (report.rejectCodes.length === 0) return ''
  const reasons = htmlTable(
    ['Entity', 'Reason', 'Rows'],
    report.rejectCodes.map(({ entity, code, rows }) => [entity, code, formatCount(rows)]),
  )
  const rows = htmlTable(
    ['Entity', 'Row', 'Reason', 'What exactly'],
    report.rejects.map(({ entity, sourceKey, code, detail }) => [entity, JSON.stringify(sourceKey), code, detail]),
  )
  return `<h2>Rejected rows</h2>
<p>These rows cannot become items, so they are expected to be absent. <code>pgfold explain CODE</code> says how to fix a reason.</p>
${reasons}${report.rejects.length === 0 ? '' : `<details><summary>Rows</summary>${rows}</details>`}`
}

function list(name: string, sentences: readonly string[]): string {
  if (sentences.length === 0) return ''
  return `<ul${name === '' ? '' : ` class="${name}"`}>${sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join('')}</ul>`
}

function depthText({ depth }: ValidationReport): string {
  switch (depth.kind) {
    case 'count':
      return 'number of items'
    case 'sample':
      return `a sample of ${formatCount(depth.n)} (seed ${depth.seed})`
    case 'groups':
      return depth.names.join(', ')
    case 'all':
      return 'every item, in both directions'
  }
}

function particulars(report: ValidationReport): string {
  const { readUnits, calls } = report
  return htmlTable(
    ['', ''],
    [
      ['Report', report.id],
      ['Started', report.startedAt],
      ['Took', `${formatCount(Math.round(report.milliseconds / 100) / 10)} s${report.resumed ? ', resumed' : ''}`],
      ['Mapping', `${report.mapping.name}, ${report.mapping.hash}`],
      ['Source', `${report.source.database}, system ${report.source.systemIdentifier}`],
      ['Table', `${report.target.arn}, created ${report.target.createdAt}`],
      [
        'Snapshots',
        report.snapshots
          .map(({ lsn, takenAt, use }) => `${lsn === null ? '' : `${lsn} `}at ${takenAt} (${use})`)
          .join('; '),
      ],
      ['Digest of the source', report.digests?.expected ?? 'none at this depth'],
      ['Digest of the table', report.digests?.found ?? 'none at this depth'],
      ['Equal in the second pass', formatCount(report.clearedInNewerSnapshot)],
      [
        'Read units',
        `table ${formatCount(readUnits.table)}, indexes ${formatCount(readUnits.indexes)}, single items ${formatCount(readUnits.items)}`,
      ],
      ['Retried calls', `${formatCount(calls.retries)}, of which ${formatCount(calls.throttles)} were throttled`],
    ],
  )
}
