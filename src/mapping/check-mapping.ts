import type { Catalog } from '../catalog/catalog.ts'
import { codecFor } from '../codec/registry.ts'
import { checkKeyCollisions } from './check-key-collisions.ts'
import type { Mapping } from './define-mapping.ts'
import { FindingList } from './finding-list.ts'
import type { Finding } from './finding.ts'
import type { ResolvedMapping, ResolvedTable } from './resolved.ts'
import { resolveEntity } from './resolve/resolve-entity.ts'
import { resolveTable } from './resolve-table.ts'

export interface MappingCheck {
  /** Null when there are errors. */
  readonly resolved: ResolvedMapping | null
  /**
   * The entities that could be resolved, whatever is wrong with the others or between them: to look at, never to run.
   */
  readonly partial: ResolvedMapping
  /** Everything that there is to say, not only the first problem. */
  readonly findings: readonly Finding[]
}

/**
 * Holds a mapping against what the database has, and writes out every shorthand on the way. Reads nothing but its
 * arguments.
 */
export function checkMapping(mapping: Mapping, catalog: Catalog): MappingCheck {
  const findings = new FindingList()
  const table = resolveTable(mapping)
  const definitions = Object.entries(mapping.definition.entities)
  const resolved = definitions.map(([name, definition]) =>
    resolveEntity(name, definition, { table, catalog, codecFor, findings }),
  )
  const entities = resolved.filter((entity) => entity !== null)
  checkKeyCollisions(entities, codecFor, findings)
  warnOfUnusedIndexes(mapping, table, findings)
  const complete = entities.length === resolved.length && !findings.hasErrors
  const partial = { name: mapping.definition.name, hash: mapping.hash, table, entities }
  return {
    resolved: complete ? partial : null,
    partial,
    findings: findings.all,
  }
}

/** An index over the item's own key and type fills itself; any other needs an entity. */
function warnOfUnusedIndexes(mapping: Mapping, table: ResolvedTable, findings: FindingList): void {
  const own = new Set([table.partitionKey, table.sortKey, table.entityType])
  const filled = new Set(
    Object.values(mapping.definition.entities).flatMap((entity) => Object.keys(entity.indexes ?? {})),
  )
  for (const index of table.indexes) {
    if (filled.has(index.name) || (own.has(index.partitionKey) && (index.sortKey === null || own.has(index.sortKey))))
      continue
    findings.warning('MAPPING_INDEX_UNUSED', `table.indexes.${index.name}`, `"${index.name}"`)
  }
}
