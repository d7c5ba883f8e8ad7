import { formatCount } from '../format-count.ts'
import type { PlannedPartitions, PlannedWay, PlanReport } from './plan-report.ts'
import type { Prices } from './prices.ts'

/** Share of provisioned units that a load uses in practice. */
const provisionedShare = 0.9

/** The service adds so many bytes to an item, in the table and in each index, when it counts what is stored. */
const overheadBytes = 100

const gigabyte = 1e9

/**
 * What decides how long writing takes: the rate over the table and each index, or the busiest partition key of any of
 * them. `writeUnitsPerSecond` is granted to the table and to each index alike.
 */
export function plannedLimit(
  partitions: readonly PlannedPartitions[],
  writeUnitsPerSecond: number,
): PlanReport['limit'] {
  const named = (index: string | null): string => (index === null ? 'the table' : `index ${index}`)
  const candidates = partitions.flatMap(({ index, units, hottest }) => [
    {
      what: `${named(index)} at ${formatCount(writeUnitsPerSecond)} write units a second`,
      seconds: units / writeUnitsPerSecond,
    },
    ...(hottest === null
      ? []
      : [{ what: `one partition key of ${named(index)} (${hottest.entity})`, seconds: hottest.seconds }]),
  ])
  const slowest = candidates.reduce((worst, next) => (next.seconds > worst.seconds ? next : worst), {
    what: 'nothing',
    seconds: 0,
  })
  return { ...slowest, writeUnitsPerSecond }
}

/** Each way to fill the table: how long, and for how much. */
export function plannedWays(
  { tableUnits, indexUnits, jsonBytes }: PlanReport['totals'],
  { seconds }: PlanReport['limit'],
  prices: Prices,
): readonly PlannedWay[] {
  const units = tableUnits + indexUnits
  const times = (price: number | null, amount: number): number | null => (price === null ? null : price * amount)
  return [
    {
      way: 'on-demand',
      seconds,
      dollars: times(prices.onDemandWriteMillion, units / 1e6),
      note: 'a new table takes 4,000 write units a second; warm throughput raises that',
    },
    {
      way: 'provisioned',
      seconds: seconds / provisionedShare,
      dollars: times(prices.provisionedWriteHour, units / provisionedShare / 3_600),
      note: 'that rate for the table and for each index while it runs, 90 % of it used',
    },
    {
      way: 'import-from-s3',
      seconds: null,
      dollars: times(prices.importGigabyte, jsonBytes / gigabyte),
      note: 'new tables only; by uncompressed size, indexes at no charge; no speed published',
    },
    {
      way: 'bulk-put',
      seconds: null,
      dollars: times(prices.bulkPutMillion, units / 1e6),
      note: 'StartBulkPutItems; neither price nor speed published',
    },
  ]
}

/** What the table costs when it is full. */
export function plannedAfterwards(
  partitions: readonly PlannedPartitions[],
  { bytes, items }: Pick<PlanReport['totals'], 'bytes' | 'items'>,
  prices: Prices,
): PlanReport['afterwards'] {
  const average = items === 0 ? 0 : bytes / items
  const stored = partitions.reduce((sum, place) => sum + place.items * (average + overheadBytes), 0)
  const readUnits = partitions.reduce(
    // The table is read consistently, one unit for 4 KB; an index cannot be, and costs half.
    (sum, place) => sum + (place.items * average) / 4096 / (place.index === null ? 1 : 2),
    0,
  )
  return {
    storageDollarsMonth:
      prices.storageGigabyteMonth === null ? null : (stored / gigabyte) * prices.storageGigabyteMonth,
    validationDollars: prices.onDemandReadMillion === null ? null : (readUnits / 1e6) * prices.onDemandReadMillion,
  }
}
