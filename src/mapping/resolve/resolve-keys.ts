import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type {
  ResolvedAttribute,
  ResolvedIndex,
  ResolvedIndexKey,
  ResolvedTable,
  ResolvedTemplate,
} from '../resolved.ts'
import { didYouMean } from '../did-you-mean.ts'
import { keyTypeOf } from '../key-type-of.ts'
import { tableKeyNames } from '../table-key-names.ts'
import type { EntityScope } from './entity-scope.ts'
import { resolveKeyTemplate } from './resolve-key-template.ts'

export interface BaseKey {
  readonly partitionKey: ResolvedTemplate
  readonly sortKey: ResolvedTemplate | null
}

/** The key of the table; null when a half is missing or cannot be resolved. */
export function resolveBaseKey(key: EntityDefinition['key'], table: ResolvedTable, scope: EntityScope): BaseKey | null {
  const place = `${scope.place}.key`
  const resolveHalf = (name: string, text: string, half: 'pk' | 'sk'): ResolvedTemplate | null =>
    resolveKeyTemplate(text, { name, type: keyTypeOf(table, name) ?? 'S' }, `${place}.${half}`, scope)
  const partitionKey = resolveHalf(table.partitionKey, key.pk, 'pk')
  if (table.sortKey === null) {
    if (key.sk !== undefined) scope.findings.error('MAPPING_KEY_NOT_WANTED', `${place}.sk`, 'the table has no sort key')
    return partitionKey === null ? null : { partitionKey, sortKey: null }
  }
  if (key.sk === undefined) {
    scope.findings.error('MAPPING_KEY_MISSING', `${place}.sk`, `the table has the sort key "${table.sortKey}"`)
    return null
  }
  const sortKey = resolveHalf(table.sortKey, key.sk, 'sk')
  return partitionKey === null || sortKey === null ? null : { partitionKey, sortKey }
}

/** Key attributes of indexes that the entity makes from templates, whole groups. */
export function resolveIndexKeys(
  definitions: EntityDefinition['indexes'],
  table: ResolvedTable,
  scope: EntityScope,
): readonly ResolvedIndexKey[] {
  const owners = new Map<string, string>()
  return Object.entries(definitions ?? {}).flatMap(([name, halves]) => {
    const place = `${scope.place}.indexes.${name}`
    const index = table.indexes.find((candidate) => candidate.name === name)
    if (index === undefined) {
      const hint = didYouMean(
        name,
        table.indexes.map((candidate) => candidate.name),
      )
      scope.findings.error('MAPPING_UNKNOWN_INDEX', place, `"${name}"${hint}`)
      return []
    }
    const attributes = [
      ...resolveHalf(index, 'partition', halves.pk, table, `${place}.pk`, scope),
      ...resolveHalf(index, 'sort', halves.sk, table, `${place}.sk`, scope),
    ]
    for (const attribute of attributes) {
      const owner = owners.get(attribute.name)
      if (owner !== undefined) {
        scope.findings.error('MAPPING_ATTRIBUTE_SHARED', place, `"${attribute.name}" is also a key of ${owner}`)
      }
      owners.set(attribute.name, name)
    }
    return attributes.length === 0 ? [] : [{ index: name, attributes }]
  })
}

type Half = NonNullable<EntityDefinition['indexes']>[string]['pk']

function resolveHalf(
  index: ResolvedIndex,
  role: 'partition' | 'sort',
  half: Half,
  table: ResolvedTable,
  place: string,
  scope: EntityScope,
): ResolvedIndexKey['attributes'] {
  const names = role === 'partition' ? index.partitionKey : index.sortKey
  const own = ownNames(table)
  const templates = templatesOf(half, names, own, place, scope)
  return templates.flatMap(({ name, text, here }) => {
    if (own.has(name)) {
      scope.findings.error('MAPPING_KEY_NOT_WANTED', here, `the index takes "${name}" of the item itself`)
      return []
    }
    const template = resolveKeyTemplate(text, { name, type: keyTypeOf(table, name) ?? 'S' }, here, scope)
    return template === null ? [] : [{ name, role, template }]
  })
}

/** The templates of one half by attribute; one text alone belongs to the only attribute that it can be for. */
function templatesOf(
  half: Half,
  names: readonly string[],
  own: ReadonlySet<string>,
  place: string,
  scope: EntityScope,
): readonly { readonly name: string; readonly text: string; readonly here: string }[] {
  if (half === undefined) return []
  if (names.length === 0) {
    scope.findings.error('MAPPING_KEY_NOT_WANTED', place, 'the index has no sort key')
    return []
  }
  if (typeof half === 'string') {
    const free = names.filter((name) => !own.has(name))
    const [name] = free.length === 1 ? free : names
    if (free.length < 2 && name !== undefined) return [{ name, text: half, here: place }]
    const message = `"${half}" is given for ${names.join(', ')}`
    const fix = `Give them by name: { ${free.map((each) => `${each}: '…'`).join(', ')} }.`
    scope.findings.error('MAPPING_KEY_MISSING', place, message, fix)
    return []
  }
  return Object.entries(half).flatMap(([name, text]) => {
    const here = `${place}.${name}`
    if (names.includes(name)) return [{ name, text, here }]
    const message = `"${name}" is not in this half of the key${didYouMean(name, names)}`
    scope.findings.error('MAPPING_KEY_NOT_WANTED', here, message)
    return []
  })
}

/**
 * Every index that an entity names has all of its key: what is not of the item itself and not made from a template is
 * among the attributes.
 */
export function checkIndexKeysComplete(
  definitions: EntityDefinition['indexes'],
  table: ResolvedTable,
  given: { readonly indexKeys: readonly ResolvedIndexKey[]; readonly attributes: readonly ResolvedAttribute[] },
  scope: EntityScope,
): void {
  const own = ownNames(table)
  const attributes = new Set(given.attributes.map(({ name }) => name))
  for (const [name, halves] of Object.entries(definitions ?? {})) {
    const index = table.indexes.find((candidate) => candidate.name === name)
    if (index === undefined) continue
    for (const [role, half, names] of [
      ['partition', 'pk', index.partitionKey],
      ['sort', 'sk', index.sortKey],
    ] as const) {
      // A half that could not be read has been reported.
      if (typeof halves[half] === 'string') continue
      for (const key of names) {
        if (own.has(key) || attributes.has(key) || Object.hasOwn(halves[half] ?? {}, key)) continue
        const place = `${scope.place}.indexes.${name}.${half}`
        scope.findings.error('MAPPING_KEY_MISSING', place, `the index has the ${role} key "${key}"`)
      }
    }
  }
}

/** What every item has anyway. */
function ownNames(table: ResolvedTable): ReadonlySet<string> {
  return new Set([...tableKeyNames(table), table.entityType])
}
