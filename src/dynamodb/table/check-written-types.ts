import { underlyingType } from '../../catalog/pg-type.ts'
import { codecFor } from '../../codec/registry.ts'
import type { Finding } from '../../mapping/finding.ts'
import { keyTypeOf } from '../../mapping/key-type-of.ts'
import { keyTypeOfForm } from '../../mapping/key-form.ts'
import type { ResolvedAttribute, ResolvedEntity, ResolvedTable } from '../../mapping/resolved.ts'
import type { LiveIndex, LiveKey, LiveTable } from './live-table.ts'
import type { FixCommands } from './fix-commands.ts'

/** What an entity writes in an attribute that a live index has as a key. */
interface Written {
  readonly place: string
  readonly label: string
  /** How each of its items is refused, null: they are not. */
  readonly refused: string | null
  /** How some of its items may be refused. */
  readonly maybe: string | null
}

/**
 * DynamoDB refuses an item whose attribute is a key of some index and has another type there, is NULL or is empty, also
 * where the mapping does not know the index. Looks at every index of the table before the first write; an index that
 * the mapping has with other keys is reported elsewhere.
 */
export function checkWrittenTypes(
  live: LiveTable,
  table: ResolvedTable,
  entities: readonly ResolvedEntity[],
  commands: FixCommands,
): readonly Finding[] {
  return live.indexes
    .filter((index) => !table.indexes.some(({ name }) => name === index.name))
    .flatMap((index) =>
      [...index.partitionKey, ...index.sortKey].flatMap((key) =>
        findingsOf(index, key, writtenAs(key, table, entities), commands),
      ),
    )
}

function findingsOf(
  index: LiveIndex,
  key: LiveKey,
  written: readonly Written[],
  commands: FixCommands,
): readonly Finding[] {
  const drop = index.kind === 'global' ? `, or delete the index: ${commands.deleteIndex(index.name)}` : ''
  const finding = (severity: 'error' | 'warning', of: readonly Written[], how: string): readonly Finding[] => {
    const [first] = of
    if (first === undefined) return []
    const where = of.map(({ label }) => label).join(', ')
    return [
      {
        severity,
        code: 'TABLE_INDEX_REFUSES',
        place: first.place,
        message: `the index ${index.name} of the table has the key ${key.name} (${key.type}), ${how} (${where})`,
        fix: `Write ${key.name} as ${key.type} and leave out what is NULL or empty, give the attribute another name${drop}`,
      },
    ]
  }
  const refused = written.filter((each) => each.refused !== null)
  const maybe = written.filter((each) => each.refused === null && each.maybe !== null)
  const ways = (of: readonly (string | null)[]): string => [...new Set(of)].join(' or ')
  return [
    ...finding(
      'error',
      refused,
      `but the mapping writes it as ${ways(refused.map((each) => each.refused))}: DynamoDB refuses every such item`,
    ),
    ...finding(
      'warning',
      maybe,
      `and the mapping may write it ${ways(maybe.map((each) => each.maybe))}: DynamoDB refuses such an item`,
    ),
  ]
}

function writtenAs({ name, type }: LiveKey, table: ResolvedTable, entities: readonly ResolvedEntity[]): Written[] {
  const own = name === table.entityType ? 'S' : keyTypeOf(table, name)
  if (own !== null) {
    const refused = own === type ? null : own
    return [{ place: 'table', label: 'a key of the mapping', refused, maybe: null }]
  }
  return entities.flatMap((entity) =>
    entity.attributes
      .filter((attribute) => attribute.name === name)
      .map((attribute) => ({
        place: `entities.${entity.name}.attributes.${name}`,
        label: entity.name,
        refused: typeOf(attribute) === type ? null : typeOf(attribute),
        maybe: blankOf(attribute, entity),
      })),
  )
}

/** The type that the attribute has in items, or the form that no key can have. */
function typeOf(attribute: ResolvedAttribute): string {
  if (attribute.kind === 'template') return 'S'
  if (attribute.kind === 'constant') return Object.keys(attribute.value)[0] ?? ''
  return keyTypeOfForm(attribute.form) ?? attribute.form
}

/** How it may stand there without being anything; of most types no value is empty. */
function blankOf(attribute: ResolvedAttribute, entity: ResolvedEntity): string | null {
  if (attribute.kind === 'constant') return null
  if (attribute.kind === 'template') return 'empty'
  if (attribute.onNull === 'null') return 'as NULL'
  if (attribute.onEmpty !== 'keep') return null
  const type = entity.values[attribute.value]?.type
  const isText = attribute.form === 'S' && type !== undefined && codecFor(type).keyAlphabet === 'free'
  const isBytes = attribute.form === 'B' && type !== undefined && underlyingType(type).name === 'bytea'
  return isText || isBytes ? 'empty' : null
}
