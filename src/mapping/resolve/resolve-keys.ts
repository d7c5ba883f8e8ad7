import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { ResolvedIndex, ResolvedIndexKey, ResolvedTable, ResolvedTemplate } from '../resolved.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { EntityScope } from './entity-scope.ts'
import { resolveTemplate } from './resolve-template.ts'

export interface BaseKey {
  readonly partitionKey: ResolvedTemplate
  readonly sortKey: ResolvedTemplate | null
}

/** The key of the table; null when a half is missing or cannot be resolved. */
export function resolveBaseKey(key: EntityDefinition['key'], table: ResolvedTable, scope: EntityScope): BaseKey | null {
  const place = `${scope.place}.key`
  const partitionKey = resolveTemplate(key.pk, `${place}.pk`, scope)
  if (table.sortKey === null) {
    if (key.sk !== undefined) scope.findings.error('MAPPING_KEY_NOT_WANTED', `${place}.sk`, 'the table has no sort key')
    return partitionKey === null ? null : { partitionKey, sortKey: null }
  }
  if (key.sk === undefined) {
    scope.findings.error('MAPPING_KEY_MISSING', `${place}.sk`, `the table has the sort key "${table.sortKey}"`)
    return null
  }
  const sortKey = resolveTemplate(key.sk, `${place}.sk`, scope)
  return partitionKey === null || sortKey === null ? null : { partitionKey, sortKey }
}

/** Key attributes of the indexes that the entity fills, whole groups. */
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
    const attributes = resolveHalves(index, halves, table, place, scope)
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

type Halves = NonNullable<EntityDefinition['indexes']>[string]

function resolveHalves(
  index: ResolvedIndex,
  halves: Halves,
  table: ResolvedTable,
  place: string,
  scope: EntityScope,
): ResolvedIndexKey['attributes'] {
  const own = new Set([table.partitionKey, table.sortKey, table.entityType])
  const wanted = [
    { role: 'partition', half: 'pk', name: index.partitionKey, text: halves.pk },
    { role: 'sort', half: 'sk', name: index.sortKey, text: halves.sk },
  ] as const
  return wanted.flatMap(({ role, half, name, text }) => {
    const here = `${place}.${half}`
    if (name === null) {
      if (text !== undefined) scope.findings.error('MAPPING_KEY_NOT_WANTED', here, 'the index has no sort key')
      return []
    }
    if (own.has(name)) {
      if (text !== undefined)
        scope.findings.error('MAPPING_KEY_NOT_WANTED', here, `the index takes "${name}" of the item itself`)
      return []
    }
    if (text === undefined) {
      scope.findings.error('MAPPING_KEY_MISSING', here, `the index has the ${role} key "${name}"`)
      return []
    }
    const template = resolveTemplate(text, here, scope)
    return template === null ? [] : [{ name, role, template }]
  })
}
