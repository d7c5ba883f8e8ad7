declare const brand: unique symbol

/** A type that the compiler keeps apart from every other value of the same shape. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** A run of the tool: `migration_<epoch seconds>`, the form that the guide uses. */
export type RunId = Brand<string, 'RunId'>

/** A WAL position as PostgreSQL prints it, `16/B374D848`. */
export type Lsn = Brand<string, 'Lsn'>

/** An exported snapshot by the name under which other sessions import it, `00000003-0000001B-1`. */
export type SnapshotId = Brand<string, 'SnapshotId'>

/** A table of DynamoDB by its full name, `arn:aws:dynamodb:eu-west-1:123456789012:table/orders`. */
export type TableArn = Brand<string, 'TableArn'>

/** SHA-256 of a mapping's canonical form, 64 hexadecimal digits: two mappings with one hash say the same. */
export type MappingHash = Brand<string, 'MappingHash'>

/** The name of an entity type of the single table, edges included (`USER`, `FEED_LIKE`). */
export type EntityName = Brand<string, 'EntityName'>

/** The place of a value in `ResolvedEntity.values`. */
export type ValueRef = Brand<number, 'ValueRef'>
