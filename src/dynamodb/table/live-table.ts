/** A table as the service describes it. */
export interface LiveTable {
  readonly name: string
  readonly arn: string
  /**
   * CREATING, UPDATING, ACTIVE, DELETING, ARCHIVING, ARCHIVED, INACCESSIBLE_ENCRYPTION_CREDENTIALS,
   * REPLICATION_NOT_AUTHORIZED
   */
  readonly status: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly partitionKey: LiveKey
  readonly sortKey: LiveKey | null
  readonly indexes: readonly LiveIndex[]
  readonly billing: LiveBilling
  /** Write units a second that the table takes at once; null where the service does not say (emulators). */
  readonly warmWriteUnits: number | null
  /** Updated by the service about every six hours: an estimate, 0 for a table just filled. */
  readonly itemCount: number
  readonly sizeBytes: number
}

export interface LiveKey {
  readonly name: string
  readonly type: 'S' | 'N' | 'B'
}

export interface LiveIndex {
  readonly name: string
  readonly arn: string
  /** CREATING, UPDATING, DELETING, ACTIVE; local indexes are always ACTIVE. */
  readonly status: string
  readonly kind: 'global' | 'local'
  readonly partitionKey: LiveKey
  readonly sortKey: LiveKey | null
  readonly projection: 'all' | 'keys' | { readonly include: readonly string[] }
  readonly warmWriteUnits: number | null
}

export type LiveBilling =
  | { readonly kind: 'on-demand'; readonly maxWriteUnits: number | null }
  | { readonly kind: 'provisioned'; readonly readUnits: number; readonly writeUnits: number }
