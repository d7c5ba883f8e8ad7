import type { ResolvedRelation, ResolvedValue } from '../../mapping/resolved.ts'
import type { RelationValue } from './aggregate-sql.ts'

/** All values over one relation; they share one aggregated subquery, joined as `alias`. */
export interface RelationGroup {
  readonly alias: string
  readonly relation: ResolvedRelation
  readonly members: readonly { readonly value: RelationValue; readonly index: number }[]
}

/** Different relations are aggregated apart: joined into each other they would multiply their rows. */
export function relationGroups(values: readonly ResolvedValue[]): readonly RelationGroup[] {
  const related = values.flatMap((value, index) => ('relation' in value ? [{ value, index }] : []))
  return [...Map.groupBy(related, ({ value }) => JSON.stringify(value.relation)).values()].flatMap(
    (members, number) => {
      const [first] = members
      return first === undefined ? [] : [{ alias: `a${number}`, relation: first.value.relation, members }]
    },
  )
}
