import type { Relation } from '../inspect/relation-graph.ts'

/** A way to an item beside its key: a key for one index. */
export interface AccessPath {
  readonly pk: string
  readonly sk: string
  readonly reason: string
  /** The relation whose look-up the key takes its values from. */
  readonly lookup: Relation | null
}
