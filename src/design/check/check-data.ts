import { countOf } from '../../format-count.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { KeyCollision } from '../../mapping/check-key-collisions.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { MappingDefinition } from '../../mapping/schema/mapping-schema.ts'
import type { SourceClient } from '../../postgres/connection/connect.ts'
import { lockTables } from '../../postgres/guard-tables.ts'
import { openGuardedSnapshot } from '../../postgres/guarded-snapshot.ts'
import type { SourceConfig } from '../../postgres/connection/source-config.ts'
import { hasIndexIn } from '../../validate/expected/has-index-in.ts'
import type { HasIndex } from '../../validate/expected/has-index-in.ts'
import { buildReferenceQuery } from '../../validate/expected/reference-query.ts'
import { sampleRows } from '../data/sample-rows.ts'
import type { CheckFinding, CheckReport, EntityFacts } from './check-report.ts'
import { dataFindings, type EntityData } from './data-findings.ts'
import { findingFrom } from './finding-from.ts'
import { hotPartitions } from './hot-partitions.ts'
import { addConverted, addItem, emptyItemFacts, strictVariants, type ItemFacts } from './item-facts.ts'
import { countKeyCollisions } from './count-key-collisions.ts'
import { partitionsOf, readKeyFacts } from './key-facts.ts'

export interface CheckDataOptions {
  readonly mapping: ResolvedMapping
  readonly definition: MappingDefinition
  readonly collisions: readonly KeyCollision[]
  readonly catalog: Catalog
  readonly source: SourceConfig
  readonly sampleRows: number | null
  readonly seed: string
  readonly onStep?: ((step: string) => void) | undefined
}

/**
 * Two passes over each entity, in one snapshot. The first converts whole rows, all or a sample, for sizes and values;
 * the second builds the keys of every row, for the exact counts.
 */
export async function checkData(
  options: CheckDataOptions,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly CheckFinding[]; readonly data: NonNullable<CheckReport['data']> }> {
  const { mapping, definition, collisions, catalog, source, onStep } = options
  const hasIndex = hasIndexIn(catalog)
  const queries = mapping.entities.map((entity) => buildReferenceQuery(entity, { hasIndex }).sql)
  await using snapshot = await openGuardedSnapshot(source, { queries, onWait: (detail) => onStep?.(detail) }, signal)
  const { client } = snapshot
  await lockTables(client, queries, signal)
  const partitions = partitionsOf(mapping.table)
  const findings: CheckFinding[] = []
  const entities: EntityFacts[] = []
  for (const entity of mapping.entities) {
    onStep?.(entity.name)
    const items = await passItems(client, entity, options, hasIndex, signal)
    const unitsPerItem =
      items.sampled > items.rejectedInSample ? items.totalUnits / (items.sampled - items.rejectedInSample) : 1
    const keys = await readKeyFacts(client, mapping, entity, { hasIndex, partitions, unitsPerItem }, signal)
    const all = options.sampleRows === null || items.sampled >= keys.items + keys.rejected
    const data: EntityData = { entity, definition: definition.entities[entity.name], keys, items, all }
    findings.push(...dataFindings(mapping, data))
    entities.push(factsOf(data))
  }
  for (const pair of collisions) {
    onStep?.(`${pair.left.name} and ${pair.right.name}`)
    findings.push(collisionFinding(pair, await countKeyCollisions(client, mapping, pair, hasIndex, signal)))
  }
  await snapshot.verify()
  findings.push(...hotPartitions(mapping, partitions))
  return {
    findings,
    data: { snapshot: { lsn: snapshot.lsn, takenAt: snapshot.takenAt }, sampleRows: options.sampleRows, entities },
  }
}

async function passItems(
  client: SourceClient,
  entity: ResolvedEntity,
  { mapping, sampleRows: rows, seed }: CheckDataOptions,
  hasIndex: HasIndex,
  signal: AbortSignal,
): Promise<ItemFacts> {
  const facts = emptyItemFacts()
  const variants = strictVariants(entity)
  for await (const batch of sampleRows(client, entity, { hasIndex, rows, seed }, signal)) {
    for (const row of batch) {
      addItem(facts, mapping, entity, row)
      addConverted(facts, mapping, variants, row)
    }
  }
  return facts
}

function collisionFinding({ left, right }: KeyCollision, collisions: number): CheckFinding {
  const message =
    collisions === 0
      ? `today no item of ${right.name} has the key of an item of ${left.name}, although the templates allow it`
      : `${countOf(collisions, 'item')} of ${right.name} and ${left.name} would overwrite each other`
  return findingFrom({
    severity: collisions === 0 ? 'note' : 'error',
    code: 'CHECK_KEYS_COLLIDE',
    place: `entities.${right.name}.key`,
    count: collisions,
    basis: 'exact',
    message,
  })
}

function factsOf({ entity, keys, items }: EntityData): EntityFacts {
  const made = items.sampled - items.rejectedInSample
  return {
    entity: entity.name,
    group: entity.group,
    rows: keys.rows,
    items: keys.items,
    collapsed: keys.collapsed,
    rejectedByKey: keys.rejected,
    sampled: items.sampled,
    rejectedInSample: items.rejectedInSample,
    largestItemBytes: items.largestItemBytes,
    averageItemBytes: made === 0 ? 0 : Math.round(items.totalBytes / made),
    indexes: Object.fromEntries(keys.indexed),
  }
}
