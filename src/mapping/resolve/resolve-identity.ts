import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { Identity } from '../resolved.ts'
import type { EntityScope } from './entity-scope.ts'
import type { BaseKey } from './resolve-keys.ts'
import { keyColumns, type KeyColumn } from './key-columns.ts'
import { resolveOrder } from './resolve-order.ts'
import { hasOrder } from '../../catalog/has-order.ts'
import { hasCoarseEquality, typeLabel } from './type-traits.ts'

/**
 * Unique when the item's key tells the columns of a unique key of the source; else the rows that agree in the columns
 * of the key fold into one item. Then the key must tell each of these columns, or rows would overwrite each other
 * unseen.
 */
export function resolveIdentity(key: BaseKey, definition: EntityDefinition, scope: EntityScope): Identity | null {
  const halves = [{ place: 'key.pk', template: key.partitionKey }]
  if (key.sortKey !== null) halves.push({ place: 'key.sk', template: key.sortKey })
  const columns = keyColumns(halves, scope)
  const determined = new Set(columns.filter((column) => column.determined).map((column) => column.column))
  if (scope.source.uniqueKeys.some((unique) => unique.every((name) => determined.has(name)))) {
    if (definition.duplicates?.by !== undefined) resolveDuplicateOrder(definition, scope)
    return { kind: 'unique' }
  }
  if (columns.length === 0) {
    reportKeyWithoutColumn(key, scope)
    return null
  }
  for (const column of columns) checkGroupColumn(column, scope)
  checkLookupsInKey(key, new Set(columns.map((column) => column.column)), scope)
  if (scope.source.resolved.kind === 'union') {
    if (definition.duplicates !== undefined) {
      scope.findings.error(
        'MAPPING_NOT_IN_UNION',
        `${scope.place}.duplicates`,
        'the rows of a union fold into one item, none of them wins',
      )
    }
    return { kind: 'grouped', columns: columns.map((column) => column.column), policy: 'first', orderBy: [] }
  }
  const orderBy = resolveDuplicateOrder(definition, scope)
  warnWithoutPrimaryKey(definition, scope)
  return {
    kind: 'grouped',
    columns: columns.map((column) => column.column),
    policy: definition.duplicates?.kind ?? 'first',
    orderBy,
  }
}

function resolveDuplicateOrder(definition: EntityDefinition, scope: EntityScope): ReturnType<typeof resolveOrder> {
  return resolveOrder(definition.duplicates?.by, `${scope.place}.duplicates`, {
    label: scope.source.label,
    columns: scope.source.columns,
    primaryKey: scope.source.primaryKey,
    findings: scope.findings,
  })
}

function warnWithoutPrimaryKey(definition: EntityDefinition, scope: EntityScope): void {
  if (scope.source.primaryKey.length > 0 || definition.duplicates !== undefined) return
  scope.findings.warning('MAPPING_WITHOUT_PRIMARY_KEY', `${scope.place}.from`, scope.source.label)
}

function reportKeyWithoutColumn(key: BaseKey, scope: EntityScope): void {
  const hasValue = [key.partitionKey, key.sortKey].some((template) =>
    template?.segments.some((segment) => segment.kind === 'value'),
  )
  if (hasValue) scope.findings.error('MAPPING_KEY_LOOKUP', `${scope.place}.key`, 'the key holds look-up values only')
  else scope.findings.error('MAPPING_KEY_CONSTANT', `${scope.place}.key`, `"${key.partitionKey.text}"`)
}

function checkGroupColumn(column: KeyColumn, scope: EntityScope): void {
  const place = `${scope.place}.${column.place}`
  const { type, coarse } = scope.source.columns.get(column.column) ?? {}
  if (column.merged) scope.findings.error('MAPPING_KEY_MERGES', place, `"${column.column}"`)
  else if (!column.determined) {
    const fix = `Write {${column.column}|escape} with "#" around it, or put a separator there that the value cannot hold.`
    scope.findings.error('MAPPING_KEY_AMBIGUOUS', place, `where "${column.column}" begins or ends cannot be told`, fix)
  } else if (coarse === true) {
    scope.findings.error(
      'MAPPING_IDENTITY_TYPE',
      place,
      `"${column.column}" has a collation that calls different texts equal`,
    )
  } else if (type !== undefined && (hasCoarseEquality(type) || !hasOrder(type))) {
    scope.findings.error('MAPPING_IDENTITY_TYPE', place, `"${column.column}" is of type ${typeLabel(type)}`)
  }
}

/** Rows that fold together must agree in every part of the key, also in what comes by way of a look-up. */
function checkLookupsInKey(key: BaseKey, columns: ReadonlySet<string>, scope: EntityScope): void {
  const lookups = [...scope.lookups.values()]
  const depends = (index: number): boolean =>
    lookups[index]?.resolved.on.every(({ equals }) =>
      equals.kind === 'column' ? columns.has(equals.column) : depends(equals.lookup),
    ) === true
  for (const template of [key.partitionKey, key.sortKey]) {
    for (const segment of template?.segments ?? []) {
      if (segment.kind === 'literal') continue
      const value = scope.values.at(segment.value)
      if (value.kind === 'lookup' && !depends(value.lookup)) {
        const name = lookups[value.lookup]?.resolved.name ?? ''
        const message = `rows with the same key may have different rows of "${name}"`
        scope.findings.error('MAPPING_KEY_LOOKUP', `${scope.place}.key`, message)
      }
    }
  }
}
