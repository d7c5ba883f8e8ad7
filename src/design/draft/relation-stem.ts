import { entityWords } from './entity-names.ts'
import type { Relation } from '../inspect/relation-graph.ts'

/**
 * What a foreign key calls its parent: `support_rep_id` says `support_rep`, `authorId` says `author`; the parent's name
 * when the column says nothing.
 */
export function relationStem(relation: Relation): string {
  const last = relation.pairs.at(-1)?.child ?? ''
  const stem = last.replace(/_?(id|uuid|fk|key|no|code)$/iu, '').replaceAll(/^_+|_+$/gu, '')
  return stem === '' ? relation.parent.name : stem
}

/**
 * Does the foreign key merely repeat the parent's name (`artist_id` of `artists`), or does it name a role (`creator_id`
 * of `users`)?
 */
export function namesItsParent(relation: Relation): boolean {
  const [stem, parent] = [entityWords(relationStem(relation)), entityWords(relation.parent.name)]
  return stem === parent || parent.endsWith(`_${stem}`) || stem.endsWith(`_${parent}`)
}
