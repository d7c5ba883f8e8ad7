declare const brand: unique symbol

/** A type that the compiler keeps apart from every other value of the same shape. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** A run of the tool: `migration_<epoch seconds>`, the form that the guide uses. */
export type RunId = Brand<string, 'RunId'>

/** A WAL position as PostgreSQL prints it, `16/B374D848`. */
export type Lsn = Brand<string, 'Lsn'>

/** The name of an entity type of the single table, edges included (`USER`, `FEED_LIKE`). */
export type EntityName = Brand<string, 'EntityName'>

/** The place of a value in `ResolvedEntity.values`. */
export type ValueRef = Brand<number, 'ValueRef'>
