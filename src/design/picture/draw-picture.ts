import type { Catalog, TableRef } from '../../catalog/catalog.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { keyTypeOf } from '../../mapping/key-type-of.ts'
import type {
  ResolvedEntity,
  ResolvedIndex,
  ResolvedMapping,
  ResolvedTable,
  ResolvedTemplate,
} from '../../mapping/resolved.ts'
import { pictureAttribute } from './picture-attribute.ts'
import { conditionText } from './condition-text.ts'
import type { ExampleItem, Picture, PictureEntity } from './picture.ts'

/** Label of a source that is no table. */
const query = 'a query'

/** A design from mapping and catalog; `examples` by the name of their entity. */
export function drawPicture(
  mapping: ResolvedMapping,
  catalog: Catalog,
  examples: ReadonlyMap<string, readonly ExampleItem[]>,
): Picture {
  const entities = mapping.entities.map((entity) => pictureEntity(entity, examples.get(entity.name) ?? []))
  const labels = [...new Set(entities.flatMap(({ sources, related }) => [...sources, ...related]))]
  const rows = new Map(catalog.tables.map((table) => [tableLabel(table), table.estimatedRows]))
  const { partitionKey, sortKey, entityType } = mapping.table
  return {
    name: mapping.name,
    database: catalog.database,
    table: {
      partitionKey: keyLabel(mapping.table, partitionKey),
      sortKey: sortKey === null ? null : keyLabel(mapping.table, sortKey),
      entityType,
    },
    sources: labels.map((label) => ({ label, rows: knownRows(rows.get(label)) })),
    collections: [...Map.groupBy(mapping.entities, ({ partitionKey: key }) => patternOf(key)).values()].map(
      (members) => ({
        key: members[0]?.partitionKey.text ?? '',
        entities: members.map(({ name }) => name),
      }),
    ),
    indexes: mapping.table.indexes.map((index) => pictureIndex(index, mapping)),
    entities,
  }
}

function knownRows(rows: number | undefined): number | null {
  return rows === undefined || rows < 0 ? null : rows
}

/** `USER#{id}` and `USER#{author_id}` are the same partition for the same number. */
function patternOf({ segments }: ResolvedTemplate): string {
  return JSON.stringify(
    segments.map((segment) => (segment.kind === 'literal' ? segment.text : { format: segment.format })),
  )
}

function pictureEntity(entity: ResolvedEntity, examples: readonly ExampleItem[]): PictureEntity {
  const relations = entity.values.flatMap((value) =>
    'relation' in value ? value.relation.branches.map(({ table }) => table) : [],
  )
  const sources = sourceTables(entity)
  const related = [...new Set([...entity.lookups.map(({ table }) => table), ...relations].map(tableLabel))]
  return {
    name: entity.name,
    group: entity.group,
    sources,
    related: related.filter((label) => !sources.includes(label)),
    remarks: remarksOf(entity),
    partitionKey: entity.partitionKey.text,
    sortKey: entity.sortKey?.text ?? null,
    indexKeys: entity.indexKeys.flatMap(({ index, attributes }) =>
      attributes.map(({ name, template }) => ({ index, attribute: name, template: template.text })),
    ),
    attributes: entity.attributes.map((attribute) => pictureAttribute(attribute, entity)),
    examples,
  }
}

function sourceTables({ source }: ResolvedEntity): readonly string[] {
  if (source.kind === 'query') return [query]
  const tables: readonly TableRef[] =
    source.kind === 'table' ? [source.table] : source.branches.map(({ table }) => table)
  return [...new Set(tables.map(tableLabel))]
}

function remarksOf({ source, lookups, identity }: ResolvedEntity): readonly string[] {
  const remarks: string[] = []
  if (source.kind !== 'union' && source.where.length > 0)
    remarks.push(`Rows where ${source.where.map(conditionText).join(' and ')}.`)
  if (source.kind === 'union') {
    for (const { name, where } of source.branches)
      if (where.length > 0) remarks.push(`Rows of ${name} where ${where.map(conditionText).join(' and ')}.`)
  }
  for (const { name, table, on } of lookups) {
    remarks.push(
      `Look-up ${name}: the row of ${tableLabel(table)} whose ` +
        `${on.map(({ column, equals }) => `${column} is ${equals.kind === 'lookup' ? `${lookups[equals.lookup]?.name ?? ''}.` : ''}${equals.column}`).join(' and ')}.`,
    )
  }
  if (identity.kind === 'grouped') {
    const which = {
      first: 'the first one is kept',
      last: 'the last one is kept',
      fail: 'more than one is an error',
    } as const
    remarks.push(
      `Rows that agree in ${identity.columns.join(', ')} are one ` +
        `item${source.kind === 'union' ? '' : `; ${which[identity.policy]}`}.`,
    )
  }
  return remarks
}

/** The name of a key attribute, with its type where it is not text. */
function keyLabel(table: ResolvedTable, name: string): string {
  const type = keyTypeOf(table, name) ?? 'S'
  return type === 'S' ? name : `${name} (${type})`
}

/** What each entity shows in an index; an index over the item's own attributes takes every item. */
function pictureIndex(index: ResolvedIndex, { table, entities }: ResolvedMapping): Picture['indexes'][number] {
  const ownText = (name: string, entity: ResolvedEntity): string | null => {
    if (name === table.partitionKey) return entity.partitionKey.text
    if (name === table.sortKey) return entity.sortKey?.text ?? null
    if (name === table.entityType) return entity.name
    for (const { attributes } of entity.indexKeys) {
      const found = attributes.find((attribute) => attribute.name === name)
      if (found !== undefined) return found.template.text
    }
    return entity.attributes.some((attribute) => attribute.name === name) ? name : null
  }
  const labels = (names: readonly string[]): string => names.map((name) => keyLabel(table, name)).join(', ')
  return {
    name: index.name,
    partitionKey: labels(index.partitionKey),
    sortKey: index.sortKey.length === 0 ? null : labels(index.sortKey),
    projection:
      index.projection === 'all'
        ? 'all attributes'
        : index.projection === 'keys'
          ? 'keys only'
          : `keys and ${index.projection.include.join(', ')}`,
    entities: entities.flatMap((entity) => {
      const texts = (names: readonly string[]): readonly (string | null)[] => names.map((name) => ownText(name, entity))
      const [partition, sort] = [texts(index.partitionKey), texts(index.sortKey)]
      if ([...partition, ...sort].includes(null)) return []
      const sortKey = sort.length === 0 ? null : sort.join(', ')
      return [{ entity: entity.name, partitionKey: partition.join(', '), sortKey }]
    }),
  }
}
