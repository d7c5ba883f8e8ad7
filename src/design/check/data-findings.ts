import { countOf, formatCount } from '../../format-count.ts'
import { errorRegistry } from '../../errors/error-registry.ts'
import { indexKeyNames } from '../../mapping/index-key-names.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { EntityDefinition } from '../../mapping/schema/mapping-schema.ts'
import type { CheckFinding } from './check-report.ts'
import { filledIndexes } from './filled-indexes.ts'
import { findingFrom } from './finding-from.ts'
import type { ItemFacts } from './item-facts.ts'
import type { KeyFacts } from './key-facts.ts'

export interface EntityData {
  readonly entity: ResolvedEntity
  readonly definition: EntityDefinition | undefined
  readonly keys: KeyFacts
  readonly items: ItemFacts
  /** Every row was converted, not only a sample. */
  readonly all: boolean
}

/** The findings about the rows of one entity. */
export function dataFindings(mapping: ResolvedMapping, data: EntityData): readonly CheckFinding[] {
  const { entity, keys } = data
  if (keys.rows === 0) {
    return [
      findingFrom({
        severity: 'note',
        code: 'CHECK_ENTITY_EMPTY',
        place: `entities.${entity.name}.from`,
        count: 0,
        basis: 'exact',
        message: `${entity.name} has no rows`,
      }),
    ]
  }
  return [
    ...keyRejects(mapping, data),
    ...collapsedRows(data),
    ...valueFindings(mapping, data),
    ...emptyIndexes(mapping, data),
    ...orphans(data),
  ]
}

function keyRejects(mapping: ResolvedMapping, { entity, keys }: EntityData): readonly CheckFinding[] {
  return [...keys.rejects.values()].map(({ code, key, rows }) => {
    const name = key.split(':')[0] ?? ''
    const place = keyPlace(mapping, entity, name)
    return findingFrom({
      severity: 'warning',
      code,
      place,
      count: rows,
      basis: 'exact',
      message: `${rowsOf(rows, keys.rows, entity.name)} will be rejected, ${errorRegistry[code].title}: ${key}`,
    })
  })
}

/** Where the template of a key attribute stands in the mapping. */
function keyPlace({ table }: ResolvedMapping, entity: ResolvedEntity, name: string): string {
  if (name === table.partitionKey) return `entities.${entity.name}.key.pk`
  if (name === table.sortKey) return `entities.${entity.name}.key.sk`
  const index = entity.indexKeys.find(({ attributes }) => attributes.some((attribute) => attribute.name === name))
  if (index !== undefined) return `entities.${entity.name}.indexes.${index.index}`
  const isAttribute = entity.attributes.some((attribute) => attribute.name === name)
  return isAttribute ? `entities.${entity.name}.attributes.${name}` : `entities.${entity.name}`
}

function collapsedRows({ entity, definition, keys }: EntityData): readonly CheckFinding[] {
  if (entity.identity.kind !== 'grouped' || keys.collapsed === 0) return []
  const { columns, policy } = entity.identity
  const message =
    `${countOf(keys.collapsed + keys.shared, 'row')} of ${entity.name} become ${countOf(keys.shared, 'item')}, ` +
    `because they have the same ${columns.join(', ')}`
  const common = { place: `entities.${entity.name}.key`, count: keys.collapsed, basis: 'exact' } as const
  if (policy === 'fail') return [findingFrom({ ...common, severity: 'error', code: 'SOURCE_DUPLICATES', message })]
  // A union collapses rows by design, and a mapping that says which row wins does so on purpose.
  const meant = definition?.duplicates !== undefined || entity.source.kind === 'union'
  return [
    findingFrom({
      ...common,
      severity: meant ? 'note' : 'warning',
      code: 'CHECK_ROWS_COLLAPSE',
      message,
      ...(meant ? { fix: 'Nothing, if that is what you want.' } : {}),
    }),
  ]
}

function valueFindings(mapping: ResolvedMapping, { entity, items, all }: EntityData): readonly CheckFinding[] {
  const basis = all ? 'exact' : 'sample'
  const keyNames = new Set(Object.keys(mapping.table.keyTypes))
  const of = (rows: number): string => rowsOf(rows, items.sampled, all ? entity.name : `${entity.name} in the sample`)
  // Keys are checked by every row, in the other pass.
  const rejects = [...items.rejects.values()].filter(({ attribute }) => attribute === null || !keyNames.has(attribute))
  const rejected = rejects.map(({ code, attribute, rows }) => {
    const place = attribute === null ? `entities.${entity.name}` : `entities.${entity.name}.attributes.${attribute}`
    const suffix = attribute === null ? '' : `: ${attribute}`
    return findingFrom({
      severity: 'warning',
      code,
      place,
      count: rows,
      basis,
      message: `${of(rows)} will be rejected, ${errorRegistry[code].title}${suffix}`,
    })
  })
  const converted = [...items.converted].map(([attribute, rows]) => {
    const policy = entity.attributes.find((candidate) => candidate.kind === 'value' && candidate.name === attribute)
    const way = policy?.kind === 'value' && policy.onUnrepresentable === 'omit' ? 'is left out' : 'becomes text'
    return findingFrom({
      severity: 'note',
      code: 'CHECK_VALUE_CONVERTED',
      place: `entities.${entity.name}.attributes.${attribute}`,
      count: rows,
      basis,
      message: `${attribute} ${way} in ${of(rows)}`,
    })
  })
  const message =
    `${of(items.largeItems)} become items of 300 KB and more, the largest has ` +
    `${formatCount(items.largestItemBytes)} bytes`
  const large =
    items.largeItems === 0
      ? []
      : [
          findingFrom({
            severity: 'warning',
            code: 'CHECK_ITEM_NEARLY_TOO_LARGE',
            place: `entities.${entity.name}.attributes`,
            count: items.largeItems,
            basis,
            message,
          }),
        ]
  return [...rejected, ...converted, ...large]
}

function emptyIndexes({ table }: ResolvedMapping, { entity, keys }: EntityData): readonly CheckFinding[] {
  if (keys.items === 0) return []
  return filledIndexes(table, entity).flatMap((index) => {
    if (keys.indexed.get(index.name) !== 0) return []
    const templates = entity.indexKeys.find((key) => key.index === index.name)?.attributes ?? []
    const ofTemplates = new Map(templates.map(({ name, template }) => [name, template.text]))
    const names = indexKeyNames(index).filter((name) => templates.length === 0 || ofTemplates.has(name))
    const keyText = names.map((name) => ofTemplates.get(name) ?? name).join(' / ')
    return [
      findingFrom({
        severity: 'warning',
        code: 'CHECK_INDEX_NEVER_FILLED',
        place: `entities.${entity.name}.indexes.${index.name}`,
        count: keys.items,
        basis: 'exact',
        message: `none of ${countOf(keys.items, 'item')} of ${entity.name} has the key ${keyText}`,
      }),
    ]
  })
}

function orphans({ entity, keys }: EntityData): readonly CheckFinding[] {
  return entity.lookups.flatMap(({ name, table, on }, at) => {
    const rows = keys.missed[at] ?? 0
    if (rows === 0) return []
    const columns = on.map(({ equals }) => equals.column).join(', ')
    return [
      findingFrom({
        severity: 'warning',
        code: 'CHECK_LOOKUP_ORPHANS',
        place: `entities.${entity.name}.lookups.${name}`,
        count: rows,
        basis: 'exact',
        message:
          `${rowsOf(rows, keys.rows, entity.name)} refer by ${columns} to a row of ${table.name} that does not ` +
          'exist',
      }),
    ]
  })
}

function rowsOf(rows: number, all: number, what: string): string {
  return `${formatCount(rows)} of ${countOf(all, 'row')} of ${what}`
}
