import type { Relation } from '../inspect/relation-graph.ts'

/** A way to an item beside its key: a key for one index. */
export interface AccessPath {
  readonly pk: string
  readonly sk: string
  readonly reason: string
  /** The relation whose look-up the key takes its values from. */
  readonly lookup: Relation | null
  /** The same key as columns of the table itself; null where it needs other values. */
  readonly columns: KeyColumns | null
}

export interface KeyColumns {
  readonly partition: readonly string[]
  readonly sort: readonly string[]
}
