/**
 * A design as something to look at: what comes from where, and where it lies. Plain data, made by `draw-picture.ts`.
 */
export interface Picture {
  readonly name: string
  readonly database: string
  readonly table: { readonly partitionKey: string; readonly sortKey: string | null; readonly entityType: string }
  readonly sources: readonly PictureSource[]
  readonly collections: readonly PictureCollection[]
  readonly indexes: readonly PictureIndex[]
  readonly entities: readonly PictureEntity[]
}

interface PictureSource {
  /** `users`, `app.users`, or `a query`. */
  readonly label: string
  /** Estimate of the planner; null where there is none. */
  readonly rows: number | null
}

/** Entities whose items lie under one partition key. */
interface PictureCollection {
  /** The partition key as its first entity writes it. */
  readonly key: string
  readonly entities: readonly string[]
}

interface PictureIndex {
  readonly name: string
  readonly partitionKey: string
  readonly sortKey: string | null
  readonly projection: string
  readonly entities: readonly {
    readonly entity: string
    readonly partitionKey: string
    readonly sortKey: string | null
  }[]
}

export interface PictureEntity {
  readonly name: string
  readonly group: string
  /** Labels of the tables whose rows become the items. */
  readonly sources: readonly string[]
  /** Labels of the tables that something is copied or counted from. */
  readonly related: readonly string[]
  /** Conditions, look-ups and what happens to rows with one key, in sentences. */
  readonly remarks: readonly string[]
  readonly partitionKey: string
  readonly sortKey: string | null
  readonly indexes: readonly {
    readonly index: string
    readonly partitionKey: string
    readonly sortKey: string | null
  }[]
  readonly attributes: readonly PictureAttribute[]
  readonly examples: readonly ExampleItem[]
}

interface PictureAttribute {
  readonly name: string
  /** As DynamoDB calls it, with what is special about it: `S, ISO 8601`. */
  readonly type: string
  readonly origin: string
  readonly kind: 'column' | 'copy' | 'counter' | 'list' | 'text'
}

/** An item as text, in the order of its attributes: keys, type, index keys, the rest. */
export type ExampleItem = readonly { readonly name: string; readonly text: string }[]
