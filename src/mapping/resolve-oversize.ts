import type { FindingList } from './finding-list.ts'
import { didYouMean } from './did-you-mean.ts'
import { keyTypeOf } from './key-type-of.ts'
import type { ResolvedAttribute, ResolvedIndexKey, ResolvedOversize, ResolvedTable } from './resolved.ts'
import type { OversizeDefinition } from './schema/oversize-schema.ts'
import { tableKeyNames } from './table-key-names.ts'

const defaultMarker = '_oversize'

interface ItemParts {
  readonly table: ResolvedTable
  readonly indexKeys: readonly ResolvedIndexKey[]
  readonly attributes: readonly ResolvedAttribute[]
}

/** The policy with its default filled in, checked against the attributes of the entity; null: rows are rejected. */
export function resolveOversize(
  definition: OversizeDefinition | undefined,
  parts: ItemParts,
  place: string,
  findings: FindingList,
): ResolvedOversize | null {
  if (definition === undefined || definition === 'reject') return null
  const kind = 'omit' in definition ? 'omit' : 'gzip'
  const names = 'omit' in definition ? definition.omit : definition.gzip
  const marker = definition.marker ?? defaultMarker
  for (const name of names) checkName(name, kind, parts, place, findings)
  const taken = [
    ...tableKeyNames(parts.table),
    parts.table.entityType,
    ...parts.indexKeys.flatMap(({ attributes }) => attributes.map((attribute) => attribute.name)),
    ...parts.attributes.map((attribute) => attribute.name),
  ]
  if (taken.includes(marker) || keyTypeOf(parts.table, marker) !== null)
    findings.error('MAPPING_ATTRIBUTE_DUPLICATE', `${place}.marker`, `"${marker}" is the marker of oversize items`)
  return { kind, attributes: names, marker }
}

function checkName(
  name: string,
  kind: ResolvedOversize['kind'],
  { table, attributes }: ItemParts,
  place: string,
  findings: FindingList,
): void {
  const attribute = attributes.find((each) => each.name === name)
  if (attribute === undefined) {
    const known = attributes.map((each) => each.name)
    findings.error('MAPPING_OVERSIZE', place, `"${name}" is no attribute of the entity${didYouMean(name, known)}`)
  } else if (keyTypeOf(table, name) !== null)
    findings.error('MAPPING_OVERSIZE', place, `"${name}" is a key of an index, which needs it as it is`)
  else if (kind === 'gzip' && !holdsTextOrBytes(attribute))
    findings.error('MAPPING_OVERSIZE', place, `"${name}" is no text and no bytes: only these can be compressed`)
}

function holdsTextOrBytes(attribute: ResolvedAttribute): boolean {
  if (attribute.kind === 'template') return true
  if (attribute.kind === 'constant') return 'S' in attribute.value || 'B' in attribute.value
  return attribute.form === 'S' || attribute.form === 'B'
}
