import type { TableRef } from '../catalog/catalog.ts'
import type { ResolvedEntity, ResolvedMapping, ResolvedRelation } from '../mapping/resolved.ts'

/** Every table that the mapping reads, each once, in the order of first use. Tables inside raw SQL are not seen. */
export function sourceTables(mapping: ResolvedMapping): readonly TableRef[] {
  const found = new Map<string, TableRef>()
  for (const table of mapping.entities.flatMap(entityTables)) found.set(JSON.stringify([table.schema, table.name]), table)
  return [...found.values()]
}

function entityTables(entity: ResolvedEntity): readonly TableRef[] {
  return [
    ...ownTables(entity),
    ...entity.lookups.map((lookup) => lookup.table),
    ...entity.values.flatMap((value) => ('relation' in value ? relationTables(value.relation) : [])),
  ]
}

function ownTables({ source }: ResolvedEntity): readonly TableRef[] {
  switch (source.kind) {
    case 'table':
      return [source.table]
    case 'union':
      return source.branches.map((branch) => branch.table)
    case 'query':
      return []
  }
}

function relationTables(relation: ResolvedRelation): readonly TableRef[] {
  return relation.branches.map((branch) => branch.table)
}
