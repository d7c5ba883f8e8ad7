import { randomUUID } from 'node:crypto'
import type { Mapping } from '../mapping/define-mapping.ts'
import { schemaRecord, type SchemaRecord } from '../mapping/schema-record.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import type { ResolvedEntity, ResolvedMapping } from '../mapping/resolved.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { readSourceIdentity } from '../postgres/catalog/source-identity.ts'
import { connectSource, type SourceClient } from '../postgres/connection/connect.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import { openGuardedSnapshot } from '../postgres/guarded-snapshot.ts'
import { lockTables } from '../postgres/guard-tables.ts'
import { keyUnitsPerSecond } from '../design/check/hot-partitions.ts'
import { sampleRows } from '../design/data/sample-rows.ts'
import { countDrawable } from '../validate/expected/draw-filters.ts'
import { hasIndexIn, type HasIndex } from '../validate/expected/has-index-in.ts'
import { buildReferenceQuery } from '../validate/expected/reference-query.ts'
import { emptyMeasure, measureRow, type EntityMeasure } from './entity-measure.ts'
import { partitionLoads, type PartitionLoad } from './partition-load.ts'
import { plannedEntity } from './planned-entity.ts'
import { plannedTotals } from './planned-totals.ts'
import { plannedAfterwards, plannedLimit, plannedWays } from './planned-ways.ts'
import type { PlannedEntity, PlannedPartitions, PlanReport } from './plan-report.ts'
import { listPrices, type Prices } from './prices.ts'
import { readSourceLoad } from './source-load.ts'

export interface PlanOptions {
  readonly mapping: Mapping
  readonly source: SourceConfig
  /** Rows of each entity whose values are converted; null: all, and the plan is exact. */
  readonly sampleRows: number | null
  /** Write units a second granted to the table and to each index. */
  readonly writeUnitsPerSecond: number
  /** Connections that the load will read by. */
  readonly workers: number
  readonly prices?: Prices | undefined
  readonly seed?: string | undefined
  /** What is being read, for a line of progress. */
  readonly onStep?: ((step: string) => void) | undefined
}

export interface Plan {
  readonly report: PlanReport
  /** What of the source the figures hang on. */
  readonly schema: SchemaRecord
}

/** Sessions of a load beside its readers: table guard, snapshot, and two that look for chunk bounds. */
const coordinatorConnections = 4

/**
 * What a load will write, before it writes anything: rows, items, write units of table and indexes, the busiest
 * partition keys, how long and for how much. Reads the source alone, in one snapshot; the table need not exist. Rows
 * are derived as the proof derives them, so that an exact plan counts what the run will report.
 *
 * Throws errors of the areas source and mapping.
 */
export async function makePlan(options: PlanOptions, signal: AbortSignal): Promise<Plan> {
  const { source, onStep, prices = listPrices, seed = randomUUID() } = options
  await using client = await connectSource(source, { role: 'plan', signal })
  const catalog = await readCatalog(client, signal)
  const { mapping } = resolveMapping(options.mapping, catalog)
  const identity = await readSourceIdentity(client, signal)
  const { freeConnections, walBytesPerSecond } = await readSourceLoad(client, signal)
  const hasIndex = hasIndexIn(catalog)
  const queries = mapping.entities.map((entity) => buildReferenceQuery(entity, { hasIndex }).sql)
  await using snapshot = await openGuardedSnapshot(source, { queries, onWait: (detail) => onStep?.(detail) }, signal)
  await lockTables(snapshot.client, queries, signal)
  const loads = partitionLoads(mapping.table)
  const entities: PlannedEntity[] = []
  const weights: number[] = []
  let jsonBytes = 0
  for (const entity of mapping.entities) {
    onStep?.(entity.name)
    const measured = await measureEntity(
      snapshot.client,
      { mapping, entity, hasIndex, loads, sampleRows: options.sampleRows, seed },
      signal,
    )
    entities.push(measured.planned)
    jsonBytes += measured.jsonBytes
    weights.push(measured.weight)
  }
  await snapshot.verify()
  const partitions = loads.map(plannedPartitions)
  const totals = plannedTotals(entities, jsonBytes)
  const limit = plannedLimit(partitions, options.writeUnitsPerSecond)
  const report: PlanReport = {
    mapping: { name: mapping.name, hash: mapping.hash },
    source: { ...identity },
    snapshot: { lsn: snapshot.lsn, takenAt: snapshot.takenAt },
    basis: weights.every((weight) => weight === 1) ? 'exact' : 'sample',
    entities,
    partitions,
    totals,
    limit,
    ways: [...plannedWays(totals, limit, prices)],
    afterwards: plannedAfterwards(partitions, totals, prices),
    connections: { needed: options.workers + coordinatorConnections, free: freeConnections },
    walBytes: walBytesPerSecond === null ? null : walBytesPerSecond * limit.seconds,
    prices,
  }
  return { report, schema: schemaRecord(mapping, catalog) }
}

interface MeasureOptions {
  readonly sampleRows: number | null
  readonly seed: string
  readonly mapping: ResolvedMapping
  readonly entity: ResolvedEntity
  readonly hasIndex: HasIndex
  readonly loads: readonly PartitionLoad[]
}

async function measureEntity(
  client: SourceClient,
  { mapping, entity, hasIndex, loads, sampleRows: rows, seed }: MeasureOptions,
  signal: AbortSignal,
): Promise<{ readonly planned: PlannedEntity; readonly jsonBytes: number; readonly weight: number }> {
  const measure: EntityMeasure = emptyMeasure(entity)
  const drawable = rows === null ? null : await countDrawable(client, entity, signal)
  // What a drawn row stands for; a source that is smaller than the sample is read whole.
  const weight = rows === null || drawable === null || drawable <= rows ? 1 : drawable / rows
  for await (const batch of sampleRows(client, entity, { hasIndex, rows, seed }, signal)) {
    for (const row of batch) measureRow(measure, { mapping, entity }, row, loads, weight)
  }
  return { planned: plannedEntity(measure, weight), jsonBytes: measure.jsonBytes * weight, weight }
}

function plannedPartitions({ index, items, units, heavy, distinct }: PartitionLoad): PlannedPartitions {
  const hottest = heavy.heaviest()
  const hottestUnits = (hottest?.units ?? 0) + heavy.error
  return {
    index,
    items,
    units,
    distinctKeys: distinct.count,
    distinctExact: distinct.exact,
    hottest:
      hottest === null
        ? null
        : {
            entity: hottest.entity,
            items: hottest.items,
            units: hottestUnits,
            seconds: hottestUnits / keyUnitsPerSecond,
          },
  }
}
