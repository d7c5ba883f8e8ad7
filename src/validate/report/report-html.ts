import { entityBars } from './entity-bars.ts'
import { entityFigures } from './entity-figures.ts'
import { formatCount } from '../../format-count.ts'
import { htmlTable } from '../../output/html/html-table.ts'
import { escapeHtml } from '../../output/html/escape-html.ts'
import type { Difference, ValidationReport } from './report-schema.ts'

/**
 * The report as one page: no script, no request to anywhere, every text escaped, light and dark. Says the same as the
 * JSON, for people who would rather look than read; `content-security-policy` holds it to that.
 */
export function reportHtml(report: ValidationReport): string {
  const { totals } = report
  const differences = totals.missing + totals.different + totals.extra + totals.indexDifferences
  const verdict = report.ok
    ? `<p class="verdict ok">Equal: ${report.depth.kind === 'count' ? `${formatCount(totals.found)} items, as many as expected` : `${formatCount(totals.compared)} items compared, 0 differences`}</p>`
    : `<p class="verdict bad">${formatCount(differences)} differences</p>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`${report.ok ? 'Equal' : `${formatCount(differences)} differences`}: ${report.target.table}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Validation of ${escapeHtml(report.target.table)}</h1>
${verdict}
${report.sample === null ? '' : `<p>${escapeHtml(report.sample.sentence)}. Drawn from the table: ${formatCount(report.sample.reverseDrawn)}, of which ${formatCount(report.sample.reverseDifferent)} nothing expects or expects otherwise.</p>`}
${report.warnings.length === 0 ? '' : `<ul class="warnings">${report.warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`).join('')}</ul>`}
<h2>Entities</h2>
${entityBars(report)}
${entityFigures(report)}
${
  report.indexes.length === 0
    ? ''
    : `<h2>Indexes</h2>${htmlTable(
        ['Index', 'Expected', 'Found', 'Missing', 'Extra', 'Different', 'Follow from the table'],
        report.indexes.map((index) => [
          index.index,
          formatCount(index.expected),
          formatCount(index.found),
          formatCount(index.missing),
          formatCount(index.extra),
          formatCount(index.different),
          formatCount(index.followFromTable),
        ]),
      )}`
}
<h2>Differences</h2>
${differenceList(report)}
<h2>Rejected rows</h2>
${
  report.rejectCodes.length === 0
    ? '<p>None: every row of the source is an item, or folds into one.</p>'
    : `<p>These rows cannot become items; they are expected to be absent.</p>${htmlTable(
        ['Entity', 'Reason', 'Rows'],
        report.rejectCodes.map(({ entity, code, rows }) => [entity, code, formatCount(rows)]),
      )}`
}
${
  report.rejects.length === 0
    ? ''
    : `<details><summary>Rows</summary>${htmlTable(
        ['Entity', 'Row', 'Reason', 'What exactly'],
        report.rejects.map(({ entity, sourceKey, code, detail }) => [entity, JSON.stringify(sourceKey), code, detail]),
      )}</details>`
}
<h2>What this covers</h2>
<ul>${report.covers.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join('')}</ul>
<h2>Particulars</h2>
${particulars(report)}
</main>
</body>
</html>
`
}

function differenceList(report: ValidationReport): string {
  if (report.differences.length === 0)
    return report.unlisted === 0
      ? '<p>None.</p>'
      : `<p>${formatCount(report.unlisted)} are counted above; this depth does not list them.</p>`
  const rows = report.differences.map((difference) => [
    difference.class,
    difference.entity ?? '(none)',
    Object.values(difference.key).join(' / '),
    describe(difference),
  ])
  const rest = report.unlisted === 0 ? '' : `<p>${formatCount(report.unlisted)} more are counted, but not listed.</p>`
  return `${htmlTable(['Class', 'Entity', 'Key', 'What differs'], rows)}${rest}`
}

function describe({ attributes, note, relatedKey }: Difference): string {
  const parts = attributes.map(({ name, path, expectedType, foundType, expected, found }) => {
    const values =
      expected === undefined && found === undefined ? '' : ` (${JSON.stringify(expected)} / ${JSON.stringify(found)})`
    return `${name}${path}: ${expectedType === foundType ? `another ${expectedType}` : `${expectedType} expected, ${foundType} found`}${values}`
  })
  if (note !== null) parts.push(note)
  if (relatedKey !== null) parts.push(`expected key: ${Object.values(relatedKey).join(' / ')}`)
  return parts.join('; ')
}

function particulars(report: ValidationReport): string {
  const { depth } = report
  const looked =
    depth.kind === 'sample'
      ? `sample of ${formatCount(depth.n)}, seed ${depth.seed}`
      : depth.kind === 'groups'
        ? depth.names.join(', ')
        : depth.kind
  return htmlTable(
    ['', ''],
    [
      ['Report', report.id],
      ['Depth', looked],
      ['Begun', report.startedAt],
      ['Took', `${formatCount(Math.round(report.milliseconds / 100) / 10)} s${report.resumed ? ', resumed' : ''}`],
      ['Mapping', `${report.mapping.name}, ${report.mapping.hash}`],
      ['Source', `${report.source.database}, system ${report.source.systemIdentifier}`],
      ['Table', `${report.target.arn}, created ${report.target.createdAt}`],
      ['Snapshots', report.snapshots.map(({ lsn, takenAt, use }) => `${lsn} at ${takenAt} (${use})`).join('; ')],
      ['Digest of the source', report.digests?.expected ?? 'none at this depth'],
      ['Digest of the table', report.digests?.found ?? 'none at this depth'],
      ['Equal in the second pass', formatCount(report.clearedInNewerSnapshot)],
      [
        'Read units',
        `table ${formatCount(report.readUnits.table)}, indexes ${formatCount(report.readUnits.indexes)}, single items ${formatCount(report.readUnits.items)}`,
      ],
      ['Calls made again', `${formatCount(report.calls.retries)}, throttled ${formatCount(report.calls.throttles)}`],
    ],
  )
}

const style = `
:root { color-scheme: light dark; --text: #1c2024; --muted: #60646c; --line: #d9dde3; --back: #fff; --equal: #2f8f5b; --different: #c77700; --missing: #c62f3a; --extra: #7a4fc9; --bad: #c62f3a; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --muted: #a0a6ae; --line: #363b42; --back: #15181c; --equal: #4cb97c; --different: #eea53b; --missing: #f0616b; --extra: #a98bf0; --bad: #f0616b; } }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.verdict { font-size: 1.3rem; font-weight: 600; } .ok { color: var(--equal); } .bad { color: var(--bad); }
.warnings { color: var(--different); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 500; white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
svg { display: block; max-width: 100%; height: auto; } svg text { fill: var(--text); font-size: 12px; }
.equal { fill: var(--equal); } .different { fill: var(--different); } .missing { fill: var(--missing); } .extra { fill: var(--extra); } .track { fill: var(--line); }
.legend span { margin-right: 1rem; white-space: nowrap; } .legend svg { display: inline-block; vertical-align: -1px; }
`.trim()
