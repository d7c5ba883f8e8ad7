import { countOf, formatCount } from '../../format-count.ts'
import { errorRegistry, type ErrorCode } from '../../errors/error-registry.ts'
import { formatBytes } from '../../output/text/format-bytes.ts'
import { formatDuration } from '../../output/text/format-duration.ts'
import { textBlock, type TextBlock } from '../../output/text/text-block.ts'
import { textTable } from '../../output/text/text-table.ts'
import type { PlanReport } from '../../plan/plan-report.ts'

/** The plan for people: what becomes of the rows, what limits the speed, what each way costs, and what comes next. */
export function planText(report: PlanReport, file: string | null, next: string): TextBlock {
  const { basis, totals, limit, connections, walBytes, afterwards, prices } = report
  const exact = basis === 'exact'
  return textBlock([
    `Plan for mapping ${report.mapping.name}, database ${report.source.database}: ` +
      (exact
        ? 'every row was converted, the figures are exact'
        : `an estimate from a sample, write units within ${(totals.error * 100).toFixed(1)} %`),
    '',
    ...entityTable(report),
    ...rejectLines(report),
    '',
    ...partitionTable(report),
    '',
    `Limit: ${limit.what}, ${formatDuration(limit.seconds * 1000)}`,
    '',
    ...wayTable(report),
    `Prices: ${prices.region}, ${prices.date}`,
    `Source: ${prices.source}`,
    '',
    `Afterwards: storage ${dollars(afterwards.storageDollarsMonth)} a month, one full validation ${dollars(afterwards.validationDollars)}`,
    `Connections: ${connections.needed} needed, ${connections.free} free`,
    ...(walBytes === null ? [] : [`WAL of the source in that time, by its average so far: ${formatBytes(walBytes)}`]),
    ...(file === null ? [] : [`Wrote ${file}`]),
    '',
    `Next: ${next}`,
  ])
}

const left = (title: string) => ({ title, align: 'left' as const })
const right = (title: string) => ({ title, align: 'right' as const })
const rounded = (value: number): string => formatCount(Math.round(value))
function dollars(value: number | null): string {
  if (value === null) return 'not known'
  if (value > 0 && value < 0.01) return 'under $0.01'
  return `$${value < 10 ? value.toFixed(2) : rounded(value)}`
}

function entityTable({ entities, totals }: PlanReport): readonly string[] {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const rows = entities.map((entity) => [
    entity.entity,
    rounded(entity.rows),
    rounded(entity.items),
    rounded(entity.collapsed),
    rounded(sum(Object.values(entity.rejected))),
    formatBytes(Math.round(entity.items === 0 ? 0 : entity.bytes / entity.items)),
    formatBytes(entity.largestItemBytes),
    rounded(entity.tableUnits),
    rounded(sum(Object.values(entity.indexUnits))),
  ])
  const total = ['Total', totals.rows, totals.items, totals.collapsed, totals.rejected].map((value) =>
    typeof value === 'number' ? rounded(value) : value,
  )
  return textTable(
    [
      left('Entity'),
      right('Rows'),
      right('Items'),
      right('Collapsed'),
      right('Rejected'),
      right('Average'),
      right('Largest'),
      right('Table units'),
      right('Index units'),
    ],
    [...rows, [...total, '', '', rounded(totals.tableUnits), rounded(totals.indexUnits)]],
  )
}

function rejectLines({ entities }: PlanReport): readonly string[] {
  const lines = entities.flatMap(({ entity, rejected }) =>
    Object.entries(rejected).map(
      ([code, rows]) => `Rejected: ${countOf(Math.round(rows), 'row')} of ${entity}, ${titleOf(code)} (${code})`,
    ),
  )
  return lines.length === 0 ? [] : ['', ...lines]
}

function titleOf(code: string): string {
  return Object.hasOwn(errorRegistry, code) ? errorRegistry[code as ErrorCode].title : 'for a reason of its own'
}

function partitionTable({ partitions }: PlanReport): readonly string[] {
  return textTable(
    [
      left('Keys of'),
      right('Items'),
      right('Write units'),
      right('Partition keys'),
      left('Busiest key'),
      right('At 1,000/s'),
    ],
    partitions.map(({ index, items, units, distinctKeys, distinctExact, hottest }) => [
      index ?? 'table',
      rounded(items),
      rounded(units),
      `${distinctExact ? '' : 'about '}${formatCount(distinctKeys)}`,
      hottest === null ? '-' : `${hottest.entity}, ${rounded(hottest.units)} units`,
      hottest === null ? '-' : formatDuration(hottest.seconds * 1000),
    ]),
  )
}

const wayNames = {
  'on-demand': 'On demand',
  provisioned: 'Provisioned',
  'import-from-s3': 'Import from S3',
  'bulk-put': 'Bulk put',
} as const

function wayTable({ ways }: PlanReport): readonly string[] {
  return textTable(
    [left('Way'), right('Time'), right('Price'), left('Remarks')],
    ways.map(({ way, seconds, dollars: price, note }) => [
      wayNames[way],
      seconds === null ? 'not known' : formatDuration(seconds * 1000),
      dollars(price),
      note,
    ]),
  )
}
