import type { TargetIdentity } from '../../dynamodb/table/target-identity.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { SourceIdentity } from '../../postgres/catalog/source-identity.ts'
import { sumOf, type ComparisonResult } from '../compare/comparison-result.ts'
import { createTally } from '../compare/entity-tally.ts'
import { reportFormat, type EntityReport, type ValidationReport } from './report-schema.ts'
import { indexUnits } from '../found/table-reader.ts'
import type { ValidationDepth } from '../validate-options.ts'
import type { ValidationContext } from '../validation-context.ts'

export interface ReportFrame {
  readonly id: string
  readonly depth: ValidationDepth
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly resumed: boolean
  readonly source: SourceIdentity
  readonly target: TargetIdentity
  readonly warnings: readonly string[]
}

/** The report of a comparison. `ok` holds only if everything that was compared is equal. */
export function buildReport(
  context: ValidationContext,
  frame: ReportFrame,
  result: ComparisonResult,
): ValidationReport {
  const entities = context.selected.map((entity) => entityReport(entity, result))
  const known = new Set<string | null>(context.mapping.entities.map(({ name }) => name))
  const unknownTypes = [...result.counts.extra]
    .filter(([type]) => !known.has(type))
    .map(([type, items]) => ({ type, items }))
  const totals = reportTotals(entities, unknownTypes, result)
  const tallies = [...result.tallies.values()]
  const { units, retries } = context.table
  return {
    format: reportFormat,
    id: frame.id,
    ok: totals.different + totals.missing + totals.extra + totals.indexDifferences === 0,
    depth: depthRecord(frame.depth),
    startedAt: frame.startedAt.toISOString(),
    finishedAt: frame.finishedAt.toISOString(),
    milliseconds: frame.finishedAt.getTime() - frame.startedAt.getTime(),
    resumed: frame.resumed,
    mapping: { name: context.mapping.name, hash: context.mapping.hash },
    source: { ...frame.source },
    target: { ...frame.target },
    snapshots: [...context.snapshots],
    entities,
    unknownTypes,
    indexes: [...result.indexes],
    totals,
    differences: [...result.differences],
    unlisted: result.unlisted,
    clearedInNewerSnapshot: result.clearedInNewerSnapshot,
    comparedOnce: result.comparedOnce,
    rejects: tallies.flatMap(({ rejects }) => rejects),
    rejectCodes: tallies.flatMap(({ entity, rejectCodes }) =>
      Object.entries(rejectCodes).map(([code, rows]) => ({ entity: entity.name, code, rows })),
    ),
    digests: result.digests,
    sample: result.sample,
    readUnits: { table: units.table, indexes: indexUnits(units), items: units.items },
    calls: { retries: retries.retries, throttles: retries.throttles },
    covers: coverage(frame.depth.kind, result.indexes.length > 0),
    warnings: [...frame.warnings, ...orphanWarnings(entities)],
    valuesShown: context.settings.showValues,
    keyHash: null,
  }
}

function entityReport(entity: ResolvedEntity, result: ComparisonResult): EntityReport {
  const tally = result.tallies.get(entity.name) ?? createTally(entity)
  const missing = result.counts.missing.get(entity.name) ?? 0
  const different = result.counts.different.get(entity.name) ?? 0
  const compared = result.compared.get(entity.name) ?? 0
  return {
    entity: entity.name,
    group: entity.group,
    sourceRows: tally.sourceRows,
    collapsed: tally.collapsed,
    rejected: tally.rejected,
    expected: tally.expected,
    found: result.foundTypes.get(entity.name) ?? 0,
    compared,
    equal: Math.max(0, compared - missing - different),
    different,
    missing,
    extra: result.counts.extra.get(entity.name) ?? 0,
    orphans: { ...tally.orphans },
  }
}

function reportTotals(
  entities: readonly EntityReport[],
  unknownTypes: ValidationReport['unknownTypes'],
  { counts, indexes }: ComparisonResult,
): ValidationReport['totals'] {
  const total = (pick: (entity: EntityReport) => number): number =>
    entities.reduce((sum, entity) => sum + pick(entity), 0)
  return {
    sourceRows: total(({ sourceRows }) => sourceRows),
    collapsed: total(({ collapsed }) => collapsed),
    rejected: total(({ rejected }) => rejected),
    expected: total(({ expected }) => expected),
    found: total(({ found }) => found) + unknownTypes.reduce((sum, { items }) => sum + items, 0),
    compared: total(({ compared }) => compared),
    equal: total(({ equal }) => equal),
    different: sumOf(counts.different),
    missing: sumOf(counts.missing),
    extra: sumOf(counts.extra),
    orphans: total(({ orphans }) => Object.values(orphans).reduce((sum, rows) => sum + rows, 0)),
    indexDifferences: indexes.reduce((sum, { missing, extra, different }) => sum + missing + extra + different, 0),
  }
}

function depthRecord(depth: ValidationDepth): ValidationReport['depth'] {
  return depth.kind === 'groups' ? { kind: 'groups', names: [...depth.names] } : { ...depth }
}

function orphanWarnings(entities: readonly EntityReport[]): string[] {
  return entities.flatMap(({ entity, orphans }) =>
    Object.entries(orphans).map(([lookup, rows]) =>
      rows === 1
        ? `1 row of ${entity} refers to a "${lookup}" that does not exist; its item lacks the values copied from there`
        : `${rows} rows of ${entity} refer to a "${lookup}" that does not exist; their items lack the values ` +
          'copied from there',
    ),
  )
}

/**
 * What "equal" means at this depth. Expected items are derived from the source alone, so an equal table has their
 * properties.
 */
function coverage(kind: ValidationDepth['kind'], indexes: boolean): string[] {
  if (kind === 'count')
    return ['The number of items per entity, by a consistent scan of the whole table; not their contents.']
  const scope =
    kind === 'all'
      ? 'Every item of the table and every row of the source, both ways'
      : kind === 'groups'
        ? 'Every item and every source row of the named entities, both ways'
        : 'The items that were drawn, from the source and from the table'
  return [
    `${scope}: each attribute with its type and value, and that there is no other attribute.`,
    'Counters: each was counted again from the related rows of the same snapshot. Where the items of those rows are ' +
      'compared too, a counter equals their number.',
    'Copies: each copied value was looked up again in its source row of the same snapshot.',
    'Index keys: all attributes of a key or none, with exactly the values that the mapping requires.',
    ...(indexes
      ? ['Index contents: each index holds exactly the items that carry its key, with the attributes that it projects.']
      : []),
    'References: a row that refers to a row that does not exist counts as an orphan, not as a difference.',
    'Rejected rows: no item of theirs is in the table.',
  ]
}
