import { describe, expect, it } from 'vitest'
import { reportHtml } from './report-html.ts'
import { reportSchema, type ValidationReport } from './report-schema.ts'

const hostile = `<script>alert("x")</script>&'`

const context = { reportFile: 'validation_report_1.json', flags: '--mapping shop.ts --table shop' }
const report: ValidationReport = reportSchema.parse({
  format: 1,
  id: 'validation_1',
  ok: false,
  depth: { kind: 'all' },
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:02.500Z',
  milliseconds: 2500,
  resumed: false,
  mapping: { name: 'shop', hash: 'abc' },
  source: { systemIdentifier: '1', database: hostile },
  target: { table: hostile, arn: 'arn', createdAt: '2026' },
  snapshots: [{ lsn: '0/1', takenAt: '2026', use: 'first-pass' }],
  entities: [
    {
      entity: hostile,
      group: 'g',
      sourceRows: 1_000_000,
      collapsed: 0,
      rejected: 1,
      expected: 999_999,
      found: 999_998,
      compared: 999_999,
      equal: 999_997,
      different: 1,
      missing: 1,
      extra: 0,
      orphans: { author: 3 },
    },
  ],
  unknownTypes: [{ type: null, items: 2 }],
  indexes: [
    {
      index: 'by-mail',
      expected: 5,
      found: 5,
      missing: 0,
      extra: 0,
      different: 0,
      followFromTable: 1,
      differences: [],
      readUnits: 1,
    },
  ],
  totals: {
    sourceRows: 1_000_000,
    collapsed: 0,
    rejected: 1,
    expected: 999_999,
    found: 1_000_000,
    compared: 999_999,
    equal: 999_997,
    different: 1,
    missing: 1,
    extra: 2,
    orphans: 3,
    indexDifferences: 0,
  },
  differences: [
    {
      key: { pk: hostile, sk: 'M' },
      entity: hostile,
      class: 'different',
      attributes: [
        {
          name: hostile,
          path: '.a[0]',
          expectedType: 'N',
          foundType: 'S',
          expected: { N: '1' },
          found: { S: hostile },
        },
      ],
      relatedKey: { pk: 'A', sk: 'B' },
      note: hostile,
    },
  ],
  unlisted: 3,
  clearedInNewerSnapshot: 1,
  comparedOnce: 0,
  rejects: [{ entity: 'X', code: 'VALUE_ITEM_TOO_LARGE', detail: hostile, sourceKey: { id: hostile } }],
  rejectCodes: [{ entity: 'X', code: 'VALUE_ITEM_TOO_LARGE', rows: 1 }],
  digests: { expected: '1:aa', found: '1:bb', buckets: 4096 },
  sample: null,
  readUnits: { table: 12.5, indexes: 1, items: 0 },
  calls: { retries: 2, throttles: 1 },
  covers: [hostile],
  warnings: [hostile],
  valuesShown: true,
})

describe('reportHtml', () => {
  const page = reportHtml(report, context)

  it('is one page that asks nobody for anything and escapes every text', () => {
    expect(page).not.toContain('<script')
    expect(page).not.toMatch(/(src|href)=|url\(|@import|https?:/)
    expect(page).not.toContain(hostile)
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;')
    expect(page).toContain("default-src 'none'")
  })

  it('shows the verdict, the numbers, a bar for every kind and what differs', () => {
    expect(page).toContain('4</b> <span>differences')
    expect(page).toContain('999,998')
    expect(page).toContain('class="missing"')
    expect(page).toContain('N expected, S found')
    expect(page).toContain('3 more are counted')
    expect(page).toContain('prefers-color-scheme: dark')
    const totals = { ...report.totals, different: 0, missing: 0, extra: 0 }
    const equal = reportHtml({ ...report, ok: true, totals, differences: [], unlisted: 0 }, context)
    expect(equal).toContain('0</b> <span>differences')
    expect(equal).not.toContain('repair')
  })

  it('says first what to do, then what differs, and draws bars to scale', () => {
    expect(page).toContain(
      '<span>repair</span> <span>validation_report_1.json</span> <span>--dry-run</span> <span>--mapping</span>',
    )
    const places = ['class="tiles"', 'class="next"', '<h2>Differences', '<h2>Entities'].map((text) =>
      page.indexOf(text),
    )
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
    const two = {
      ...report,
      entities: [
        { ...report.entities[0], equal: 1_000, different: 0, missing: 0, extra: 0 },
        { ...report.entities[0], equal: 10, different: 0, missing: 0, extra: 0 },
      ],
    } as ValidationReport
    expect(reportHtml(two, context).match(/width:[\d.]+%/g)).toEqual(['width:100.000%', 'width:1.000%'])
  })
})
