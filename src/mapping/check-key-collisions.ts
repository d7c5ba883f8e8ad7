import type { PgType } from '../catalog/pg-type.ts'
import type { Codec } from '../codec/codec.ts'
import type { FindingList } from './finding-list.ts'
import type { ResolvedEntity, ResolvedTemplate } from './resolved.ts'
import { keySegments } from './resolve/key-segments.ts'
import type { Automaton } from './template/automaton.ts'
import { canCoincide } from './template/can-coincide.ts'
import { keyLanguage } from './template/key-language.ts'
import { areDisjoint } from './resolve/are-disjoint.ts'

/** Two entities whose keys can be the same text would overwrite each other's items: pairs are compared before anything runs. */
export function checkKeyCollisions(
  entities: readonly ResolvedEntity[],
  codecFor: (type: PgType) => Codec,
  findings: FindingList,
): void {
  const keys = entities.map((entity) => {
    const language = (template: ResolvedTemplate): Automaton => keyLanguage(keySegments(template, entity.values, codecFor))
    return { entity, pk: language(entity.partitionKey), sk: entity.sortKey === null ? null : language(entity.sortKey) }
  })
  for (const [index, left] of keys.entries()) {
    for (const right of keys.slice(index + 1)) {
      if (!canCoincide(left.pk, right.pk)) continue
      if (left.sk !== null && right.sk !== null && !canCoincide(left.sk, right.sk)) continue
      if (isSameRowOnly(left.entity, right.entity)) continue
      findings.error('MAPPING_KEY_COLLISION', `entities.${right.entity.name}.key`, `${keyText(left.entity)} and ${keyText(right.entity)}`)
    }
  }
}

/** One table split by `where` under one key: the same key means the same row, and no row is in both. */
function isSameRowOnly(left: ResolvedEntity, right: ResolvedEntity): boolean {
  if (left.source.kind !== 'table' || right.source.kind !== 'table') return false
  const sameTable = left.source.table.schema === right.source.table.schema && left.source.table.name === right.source.table.name
  const sameKey = left.partitionKey.text === right.partitionKey.text && left.sortKey?.text === right.sortKey?.text
  const unique = left.identity.kind === 'unique' && right.identity.kind === 'unique'
  return sameTable && sameKey && unique && areDisjoint(left.source.where, right.source.where)
}

function keyText(entity: ResolvedEntity): string {
  const sortKey = entity.sortKey === null ? '' : ` / ${entity.sortKey.text}`
  return `${entity.name} (${entity.partitionKey.text}${sortKey})`
}
