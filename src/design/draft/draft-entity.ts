import type { CatalogTable } from '../../catalog/catalog.ts'
import type { Finding } from '../../mapping/finding.ts'
import type { AllColumns, AttributeDefinition } from '../../mapping/schema/attribute-schema.ts'
import type { TableDefinition } from '../../mapping/schema/mapping-schema.ts'
import type { LookupDefinition, TableName } from '../../mapping/schema/source-schema.ts'

/**
 * A drafted mapping with the reason of every choice; `draftDefinition` makes the mapping of it, `printDraft` the file.
 */
export interface Draft {
  readonly name: string
  readonly table: TableDefinition
  readonly entities: readonly DraftEntity[]
  /** Tables without an entity, and why. */
  readonly leftOut: readonly Finding[]
  /** What the draft could not decide, or chose not to do; plain sentences. */
  readonly undecided: readonly string[]
}

export interface DraftEntity {
  readonly name: string
  readonly source: CatalogTable
  readonly from: TableName
  readonly group: string
  /** Sentences for the comment above the entity. */
  readonly reasons: readonly string[]
  readonly key: { readonly pk: string; readonly sk: string }
  readonly indexes: readonly DraftIndexKey[]
  readonly lookups: readonly DraftLookup[]
  /** Options of `allColumns`, with remarks about columns. */
  readonly columns: { readonly options: Omit<AllColumns, 'kind'>; readonly remarks: readonly string[] }
  readonly attributes: readonly DraftAttribute[]
}

export interface DraftIndexKey {
  readonly index: string
  readonly pk: string
  readonly sk: string
  readonly reason: string
}

export interface DraftLookup {
  readonly name: string
  readonly definition: LookupDefinition
}

export interface DraftAttribute {
  readonly name: string
  readonly definition: Extract<AttributeDefinition, { kind: 'column' | 'lookup' | 'count' | 'exists' | 'template' }>
  readonly reason: string | null
}
