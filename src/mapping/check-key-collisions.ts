import type { PgType } from '../catalog/pg-type.ts'
import type { Codec } from '../codec/codec.ts'
import type { FindingList } from './finding-list.ts'
import type { ResolvedEntity, ResolvedTemplate } from './resolved.ts'
import { keySegments } from './resolve/key-segments.ts'
import type { Automaton } from './template/automaton.ts'
import { canCoincide } from './template/can-coincide.ts'
import { keyLanguage } from './template/key-language.ts'
import { areDisjoint } from './resolve/are-disjoint.ts'

/** Two entities whose keys can be the same text: the later item would replace the earlier one. */
export interface KeyCollision {
  readonly left: ResolvedEntity
  readonly right: ResolvedEntity
}

/** Reports every pair of entities whose items could have one key, before anything runs. */
export function checkKeyCollisions(
  entities: readonly ResolvedEntity[],
  codecFor: (type: PgType) => Codec,
  findings: FindingList,
): void {
  for (const { left, right } of keyCollisions(entities, codecFor)) {
    findings.error('MAPPING_KEY_COLLISION', `entities.${right.name}.key`, `${keyText(left)} and ${keyText(right)}`)
  }
}

/** Compares all pairs by the texts that their templates can give; errs on the side of reporting. */
export function keyCollisions(
  entities: readonly ResolvedEntity[],
  codecFor: (type: PgType) => Codec,
): readonly KeyCollision[] {
  const keys = entities.map((entity) => {
    const language = (template: ResolvedTemplate): Automaton =>
      keyLanguage(keySegments(template, entity.values, codecFor))
    return { entity, pk: language(entity.partitionKey), sk: entity.sortKey === null ? null : language(entity.sortKey) }
  })
  return keys.flatMap((left, index) =>
    keys.slice(index + 1).flatMap((right) => {
      if (!canCoincide(left.pk, right.pk)) return []
      if (left.sk !== null && right.sk !== null && !canCoincide(left.sk, right.sk)) return []
      return isSameRowOnly(left.entity, right.entity) ? [] : [{ left: left.entity, right: right.entity }]
    }),
  )
}

/** One table split by `where` under one key: the same key means the same row, and no row is in both. */
function isSameRowOnly(left: ResolvedEntity, right: ResolvedEntity): boolean {
  if (left.source.kind !== 'table' || right.source.kind !== 'table') return false
  const sameTable =
    left.source.table.schema === right.source.table.schema && left.source.table.name === right.source.table.name
  const sameKey = left.partitionKey.text === right.partitionKey.text && left.sortKey?.text === right.sortKey?.text
  const unique = left.identity.kind === 'unique' && right.identity.kind === 'unique'
  return sameTable && sameKey && unique && areDisjoint(left.source.where, right.source.where)
}

function keyText(entity: ResolvedEntity): string {
  const sortKey = entity.sortKey === null ? '' : ` / ${entity.sortKey.text}`
  return `${entity.name} (${entity.partitionKey.text}${sortKey})`
}
