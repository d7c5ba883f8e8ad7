import type { ValueRef } from '../../brand.ts'
import type { ResolvedEntity, ResolvedTemplate } from '../../mapping/resolved.ts'

/**
 * The same entity without its attributes: only what the keys are built from is read. Look-ups stay, so that their
 * misses are seen.
 */
export function keysOnly(entity: ResolvedEntity): ResolvedEntity {
  const templates = [
    entity.partitionKey,
    entity.sortKey,
    ...entity.indexKeys.flatMap(({ attributes }) => attributes.map(({ template }) => template)),
  ]
  const used = new Set<ValueRef>(entity.sourceKey.map(({ value }) => value))
  for (const template of templates)
    for (const segment of template?.segments ?? []) if (segment.kind === 'value') used.add(segment.value)
  const kept = [...used]
  const places = new Map(kept.map((value, place) => [value, place as ValueRef]))
  const move = (value: ValueRef): ValueRef => places.get(value) ?? value
  const moveAll = (template: ResolvedTemplate): ResolvedTemplate => ({
    ...template,
    segments: template.segments.map((segment) =>
      segment.kind === 'value' ? { ...segment, value: move(segment.value) } : segment,
    ),
  })
  return {
    ...entity,
    values: kept.flatMap((value) => entity.values[value] ?? []),
    partitionKey: moveAll(entity.partitionKey),
    sortKey: entity.sortKey === null ? null : moveAll(entity.sortKey),
    indexKeys: entity.indexKeys.map((key) => ({
      ...key,
      attributes: key.attributes.map((attribute) => ({ ...attribute, template: moveAll(attribute.template) })),
    })),
    attributes: [],
    sourceKey: entity.sourceKey.map(({ name, value }) => ({ name, value: move(value) })),
  }
}
