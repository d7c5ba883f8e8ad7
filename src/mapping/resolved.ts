import type { EntityName, MappingHash, ValueRef } from '../brand.ts'
import type { PgType } from '../catalog/pg-type.ts'
import type { CollationRef, TableRef } from '../catalog/catalog.ts'
import type { AttributeValue, Form } from '../codec/value/attribute-value.ts'
import type { KeyType } from './schema/table-schema.ts'

/**
 * A mapping after `resolve`: checked against the live catalog, every shorthand written out, every name
 * tied to a table, a column and a type. Plain JSON: it crosses threads and is what both encoders read.
 * It says *what* an item is; *how* it is read is decided twice, by `encode/compiled/load-column.ts` for the load
 * and by `validate/expected/reference-query.ts` for the proof.
 */
export interface ResolvedMapping {
  readonly name: string
  /** SHA-256 (hex) of the canonical form of the mapping as defined; a ledger is bound to it. */
  readonly hash: MappingHash
  readonly table: ResolvedTable
  readonly entities: readonly ResolvedEntity[]
}

export interface ResolvedTable {
  readonly partitionKey: string
  readonly sortKey: string | null
  /** The type of every attribute that is in a key of the table or of an index, by name; see `key-attributes.ts`. */
  readonly keyTypes: Readonly<Record<string, KeyType>>
  /** The attribute that holds the entity's name. */
  readonly entityType: string
  readonly indexes: readonly ResolvedIndex[]
}

export interface ResolvedIndex {
  readonly name: string
  /** One to four attributes, all of which a query gives. */
  readonly partitionKey: readonly string[]
  /** None to four attributes, in the order in which entries are sorted. */
  readonly sortKey: readonly string[]
  readonly projection: 'all' | 'keys' | { readonly include: readonly string[] }
}

export interface ResolvedEntity {
  readonly name: EntityName
  /** Entities are counted, shown and validated by group (`users`, `relationships`). */
  readonly group: string
  readonly source: ResolvedSource
  /** Every value that the item is built from, once; templates and attributes point into it. */
  readonly values: readonly ResolvedValue[]
  /** Where the attribute is of type N or B: one value and nothing else. The sort key likewise. */
  readonly partitionKey: ResolvedTemplate
  readonly sortKey: ResolvedTemplate | null
  /**
   * Key attributes of indexes that are made from templates; those of one index are written whole or not at all. Further
   * ones are among `attributes`, where the item has them anyway.
   */
  readonly indexKeys: readonly ResolvedIndexKey[]
  /** Everything beyond keys and type, in the order of the mapping. */
  readonly attributes: readonly ResolvedAttribute[]
  /** What becomes of an item over 400 KB; absent: its row is rejected. */
  readonly oversize?: ResolvedOversize
  readonly lookups: readonly ResolvedLookup[]
  readonly identity: Identity
  /** The columns whose ranges split the work; null: the entity is read as one chunk. */
  readonly chunkBy: ChunkKey | null
  /** The values that name a source row in the reject file. */
  readonly sourceKey: readonly { readonly name: string; readonly value: ValueRef }[]
}

export type ResolvedSource =
  | { readonly kind: 'table'; readonly table: TableRef; readonly where: readonly ResolvedPredicate[] }
  /**
   * `bytewise`: shared columns whose collation is not the same in every branch; they are compared and ordered by their
   * bytes (`C`).
   */
  | { readonly kind: 'union'; readonly branches: readonly UnionBranch[]; readonly bytewise?: readonly string[] }
  | { readonly kind: 'query'; readonly sql: string; readonly where: readonly ResolvedPredicate[] }

/** A branch gives the same column names as its siblings; `columns` maps the shared name to the branch's own. */
export interface UnionBranch {
  readonly name: string
  readonly table: TableRef
  readonly columns: Readonly<Record<string, string>>
  readonly where: readonly ResolvedPredicate[]
}

/** All predicates of a list hold. `notIn` and `ne` keep rows where the column is NULL: NULL is not among the values. */
export type ResolvedPredicate =
  | {
      readonly kind: 'in' | 'notIn'
      readonly column: string
      readonly type: PgType
      readonly values: readonly string[]
    }
  | { readonly kind: 'isNull' | 'notNull'; readonly column: string }
  | {
      readonly kind: 'compare'
      readonly column: string
      readonly type: PgType
      readonly operator: '<' | '<=' | '>' | '>='
      readonly value: string
    }
  | { readonly kind: 'sql'; readonly text: string }

export type ResolvedValue =
  | { readonly kind: 'column'; readonly column: string; readonly type: PgType; readonly nullable: boolean }
  | { readonly kind: 'lookup'; readonly lookup: number; readonly column: string; readonly type: PgType }
  /** Number of related rows, or of distinct values of one column (NULLs not counted); 0 when none. Type int8. */
  | {
      readonly kind: 'count'
      readonly relation: ResolvedRelation
      readonly distinct: string | null
      readonly type: PgType
    }
  /** Exact sum of a column, 0 when none. Type numeric (or the float type for floats). */
  | { readonly kind: 'sum'; readonly relation: ResolvedRelation; readonly column: string; readonly type: PgType }
  | { readonly kind: 'exists'; readonly relation: ResolvedRelation; readonly type: PgType }
  /** Array of one column of the related rows (NULLs left out), or of a composite of several. Empty array when none. */
  | {
      readonly kind: 'gather'
      readonly relation: ResolvedRelation
      readonly columns: readonly { readonly name: string; readonly column: string; readonly type: PgType }[]
      /**
       * `scalar`: elements are the one column's values; `map`: each element is a composite with the names of `columns`.
       */
      readonly element: 'scalar' | 'map'
      readonly distinct: boolean
      readonly orderBy: readonly OrderBy[]
      readonly type: PgType
    }
  /** Union sources: does the group hold a row of this branch? */
  | { readonly kind: 'present'; readonly branch: string; readonly type: PgType }
  /** Grouped entities: the least or greatest value of a column over the rows that collapse into the item. */
  | { readonly kind: 'least' | 'greatest'; readonly column: string; readonly type: PgType }
  /** Union sources: the branch's own column in the first row (by `orderBy`) of that branch, NULL when it has none. */
  | {
      readonly kind: 'first'
      readonly branch: string
      readonly column: string
      readonly orderBy: readonly OrderBy[]
      readonly type: PgType
    }

export interface OrderBy {
  readonly column: string
  readonly descending: boolean
}

/** Related rows: those of every branch for which all `on` pairs are equal and all predicates hold. */
export interface ResolvedRelation {
  readonly branches: readonly {
    readonly table: TableRef
    readonly on: readonly RelationPair[]
    /** Columns of `on`, in index order, by which an index finds the rows that equal given values; empty: none does. */
    readonly index: readonly string[]
    readonly where: readonly ResolvedPredicate[]
  }[]
  /**
   * Related columns whose collation is not the same in every branch; between branches they are compared and ordered by
   * their bytes (`C`).
   */
  readonly bytewise?: readonly string[]
}

export interface RelationPair {
  /** Column of the related table. */
  readonly column: string
  readonly equals: LocalColumn
  /**
   * Set where the local column has another collation, or one that is not known: the related column's own, under which
   * the two are compared, so that its index serves. PostgreSQL would refuse to choose, or choose the one by which a
   * unique row is found twice.
   */
  readonly collation?: CollationRef
}

/** A column of the source row, or of a look-up that stands before this one. */
export type LocalColumn =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'lookup'; readonly lookup: number; readonly column: string }

/**
 * To-one: at most one row matches (a unique key is checked at resolve time). A miss leaves its values NULL and is
 * counted.
 */
export interface ResolvedLookup {
  readonly name: string
  readonly table: TableRef
  readonly on: readonly RelationPair[]
  /**
   * Columns of `on`, in index order, by which an index finds the row; empty: none does, as where PostgreSQL casts the
   * related column to compare it.
   */
  readonly index: readonly string[]
}

export interface ResolvedTemplate {
  /** As written, for messages. */
  readonly text: string
  readonly segments: readonly TemplateSegment[]
}

export type TemplateSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'value'; readonly value: ValueRef; readonly format: TemplateFormat | null }

/**
 * - `pad`: zero-padded to `width` digits; negative numbers are refused (they would not sort)
 * - `lower`, `upper`: Unicode case mapping, index keys only (a base key must keep rows apart)
 * - `iso`, `epoch-*`: the time forms of the codec
 * - `escape`: percent-encodes `%`, `#` and control characters, so that free text cannot imitate a separator
 * - `shard`: FNV-1a of the value's text modulo `count`, decimal without padding
 */
export type TemplateFormat =
  | { readonly kind: 'pad'; readonly width: number }
  | { readonly kind: 'lower' | 'upper' | 'escape' | 'iso' | 'epoch-seconds' | 'epoch-millis' | 'epoch-micros' }
  | { readonly kind: 'shard'; readonly count: number }

export interface ResolvedIndexKey {
  readonly index: string
  readonly attributes: readonly {
    readonly name: string
    readonly role: 'partition' | 'sort'
    /** For an attribute of type N or B: one value and nothing else. */
    readonly template: ResolvedTemplate
  }[]
}

export type ResolvedAttribute =
  | {
      readonly kind: 'value'
      readonly name: string
      readonly value: ValueRef
      readonly form: Form
      readonly onNull: 'omit' | 'null'
      readonly onEmpty: 'keep' | 'omit' | 'null'
      readonly onUnrepresentable: 'reject' | 'omit' | 'text'
    }
  /** Text built from a template; left out when a value in it is NULL. */
  | { readonly kind: 'template'; readonly name: string; readonly template: ResolvedTemplate }
  | { readonly kind: 'constant'; readonly name: string; readonly value: AttributeValue }

/**
 * Applied when an item would have more than 409,600 bytes, and then told by an attribute `marker`, a map from the name of
 * each attribute that was touched to what was done with it:
 *
 * - `omit`: attributes are left out in this order until the item fits, marker included (`omitted`)
 * - `gzip`: all of `attributes` that the item has as S or B are replaced by a B with their gzip (`gzip:S` of the UTF-8 of
 *   a text, `gzip:B` of bytes). Rows whose item would have more than `gzipLimit` bytes are rejected as before
 */
export interface ResolvedOversize {
  readonly kind: 'omit' | 'gzip'
  readonly attributes: readonly string[]
  readonly marker: string
}

/**
 * Can two source rows give one item key?
 * `unique`: no, the key contains a unique key of the source. `grouped`: rows that agree in `columns` (all not NULL)
 * collapse into one item; the winner by `policy` and `orderBy` gives the plain columns, the others count as collapsed.
 * A row with NULL in one of `columns` collapses with nothing.
 */
export type Identity =
  | { readonly kind: 'unique' }
  | {
      readonly kind: 'grouped'
      readonly columns: readonly string[]
      readonly policy: 'first' | 'last' | 'fail'
      readonly orderBy: readonly OrderBy[]
    }

/**
 * Chunks are ranges of these columns' values, compared as rows: first by the first column. Rows of one group never lie
 * in two chunks, because all of `columns` are among the identity's columns (or are a unique key itself).
 */
export interface ChunkKey {
  /** At least one. */
  readonly columns: readonly ChunkColumn[]
  /** Only where there is one column: of several, none can be NULL. */
  readonly nullable: boolean
  /** A btree index begins with the columns in this order; otherwise each chunk reads the whole source. */
  readonly indexed: boolean
}

export interface ChunkColumn {
  readonly column: string
  readonly type: PgType
}
