import type { EntityName } from '../brand.ts'
import type { Slab } from '../codec/value/slab.ts'

/** Where an item lies: its JSON in `slab[start…jsonEnd)`, its source key in `slab[jsonEnd…end)`. */
export interface ItemPlace {
  readonly slab: Slab
  readonly start: number
  readonly jsonEnd: number
  readonly end: number
}

/**
 * One item, ready to send. It lies in a slab with its neighbours and is read-only; views of it are made when they are
 * asked for, because two for each of a million rows keep the garbage collector busy.
 */
export class EncodedItem {
  readonly entity: EntityName
  /** Size by the service's rule: UTF-8 names plus values, at most 409,600. */
  readonly bytes: number
  /** Write units of the base table and of every index that the item lands in. */
  readonly writeUnits: number
  readonly slab: Slab
  readonly start: number
  readonly jsonEnd: number
  readonly end: number

  constructor(entity: EntityName, bytes: number, writeUnits: number, { slab, start, jsonEnd, end }: ItemPlace) {
    this.entity = entity
    this.bytes = bytes
    this.writeUnits = writeUnits
    this.slab = slab
    this.start = start
    this.jsonEnd = jsonEnd
    this.end = end
  }

  /**
   * The attribute map in DynamoDB JSON (`{"pk":{"S":"…"},…}`), always beginning with the partition key and then the
   * sort key.
   */
  get json(): Buffer {
    return this.slab.bytes.subarray(this.start, this.jsonEnd)
  }

  /** Length of `json`. */
  get jsonBytes(): number {
    return this.jsonEnd - this.start
  }

  /** The source row's key as JSON text, `{"id":"123"}`, for the reject file. */
  get sourceKey(): Buffer {
    return this.slab.bytes.subarray(this.jsonEnd, this.end)
  }

  /** Gives its memory back: from then on nobody may read it. At most once; never, where its end is not known. */
  release(): void {
    this.slab.release()
  }
}

/** A source row that cannot become an item; goes to the reject file. No cell values beyond the key. */
export interface RejectedRow {
  readonly entity: EntityName
  /** Source key columns and their text. */
  readonly sourceKey: Readonly<Record<string, string | null>>
  /** The item key where one could be built. */
  readonly itemKey: Readonly<Record<string, string>> | null
  /** A code of the `value` or `target` area. */
  readonly code: string
  /** Column or attribute names and sizes. */
  readonly detail: string
  /** Source rows that collapse into the one that is named; absent: it alone. */
  readonly rows?: number
}
