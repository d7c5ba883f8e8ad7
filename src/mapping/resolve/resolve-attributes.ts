import {
  allColumnsKey,
  type AllColumns,
  type AttributeDefinition,
  type Attributes,
  type ValueOptions,
} from '../schema/attribute-schema.ts'
import type { Identity, ResolvedAttribute, ResolvedTable, ResolvedValue } from '../resolved.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { EntityScope } from './entity-scope.ts'
import { refuseRowOfUnion } from './refuse-row-of-union.ts'
import { resolveTemplate } from './resolve-template.ts'
import { resolveValue } from './resolve-value.ts'
import { typeLabel } from './type-traits.ts'

interface AttributeScope extends EntityScope {
  readonly identity: Identity
}

/**
 * Everything beyond keys and type, in the order of the mapping; `allColumns` is written out in the order of the
 * catalog.
 */
export function resolveAttributes(
  definitions: Attributes,
  table: ResolvedTable,
  scope: AttributeScope,
): readonly ResolvedAttribute[] {
  const attributes = Object.entries(definitions).flatMap(([name, definition]) => {
    if (definition.kind === 'allColumns') return expandAllColumns(definition, definitions, scope)
    const attribute = resolveAttribute(name, definition, scope)
    return attribute === null ? [] : [attribute]
  })
  checkReserved(attributes, table, scope)
  return attributes
}

function resolveAttribute(
  name: string,
  definition: AttributeDefinition,
  scope: AttributeScope,
): ResolvedAttribute | null {
  const place = `${scope.place}.attributes.${name}`
  if (definition.kind === 'constant') return { kind: 'constant', name, value: definition.value }
  if (definition.kind === 'template') {
    const template = resolveTemplate(definition.text, place, scope)
    if (template === null) return null
    for (const segment of template.segments)
      if (segment.kind === 'value') refuseRowOfUnion(scope.values.at(segment.value), scope.identity, place, scope)
    return { kind: 'template', name, template }
  }
  const value = resolveValue(definition, scope.identity.kind === 'grouped', place, scope)
  if (value === null) return null
  refuseRowOfUnion(value, scope.identity, place, scope)
  return valueAttribute(name, value, definition, place, scope)
}

function valueAttribute(
  name: string,
  value: ResolvedValue,
  options: ValueOptions,
  place: string,
  scope: AttributeScope,
): ResolvedAttribute | null {
  const { forms } = scope.codecFor(value.type)
  const form = options.as ?? forms[0]
  if (form === undefined || !forms.includes(form)) {
    scope.findings.error(
      'MAPPING_WRONG_TYPE',
      place,
      `${typeLabel(value.type)} cannot become ${String(form)}; it can become ${forms.join(', ')}`,
    )
    return null
  }
  if (options.onUnrepresentable === 'text' && !forms.includes('S')) {
    scope.findings.error('MAPPING_WRONG_TYPE', place, `${typeLabel(value.type)} has no text form for onUnrepresentable`)
    return null
  }
  return {
    kind: 'value',
    name,
    value: scope.values.add(value),
    form,
    onNull: options.onNull ?? 'omit',
    // DynamoDB has no empty set.
    onEmpty: options.onEmpty ?? (form === 'set' ? 'omit' : 'keep'),
    onUnrepresentable: options.onUnrepresentable ?? 'reject',
  }
}

function expandAllColumns(
  definition: AllColumns,
  siblings: Attributes,
  scope: AttributeScope,
): readonly ResolvedAttribute[] {
  const place = `${scope.place}.attributes.${allColumnsKey}`
  const { columns, label, resolved } = scope.source
  if (resolved.kind === 'union') {
    scope.findings.error('MAPPING_NOT_IN_UNION', place, `allColumns: ${label} has no single row for an item`)
    return []
  }
  const rename = new Map(Object.entries(definition.rename ?? {}))
  const forms = new Map(Object.entries(definition.forms ?? {}))
  const except = new Set(definition.except)
  for (const name of new Set([...except, ...rename.keys(), ...forms.keys()])) {
    if (!columns.has(name)) {
      scope.findings.error(
        'MAPPING_UNKNOWN_COLUMN',
        place,
        `"${name}" is no column of ${label}${didYouMean(name, columns.keys())}`,
      )
    }
  }
  const taken = new Set<string>()
  const { kind: _kind, except: _except, rename: _rename, forms: _forms, ...options } = definition
  return [...columns].flatMap(([column, { type, nullable }]) => {
    if (except.has(column)) return []
    const name = rename.get(column) ?? column
    const sibling = Object.hasOwn(siblings, name) ? siblings[name] : undefined
    if (sibling?.kind === 'column' && sibling.column === column) return []
    if (sibling !== undefined || taken.has(name)) {
      const fix = `Rename one of them, or leave the column out: allColumns({ except: ['${column}'] }).`
      scope.findings.error(
        'MAPPING_ATTRIBUTE_DUPLICATE',
        `${scope.place}.attributes.${name}`,
        `the column "${column}" has this name too`,
        fix,
      )
      return []
    }
    taken.add(name)
    const as = forms.get(column)
    const value: ResolvedValue = { kind: 'column', column, type, nullable }
    const attribute = valueAttribute(
      name,
      value,
      as === undefined ? options : { ...options, as },
      `${scope.place}.attributes.${name}`,
      scope,
    )
    return attribute === null ? [] : [attribute]
  })
}

function checkReserved(attributes: readonly ResolvedAttribute[], table: ResolvedTable, scope: AttributeScope): void {
  const reserved = new Set([
    table.partitionKey,
    table.sortKey,
    table.entityType,
    ...table.indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ])
  for (const { name } of attributes) {
    if (reserved.has(name))
      scope.findings.error('MAPPING_ATTRIBUTE_RESERVED', `${scope.place}.attributes.${name}`, `"${name}"`)
  }
}
