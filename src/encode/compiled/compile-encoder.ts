import { JsonSink } from '../../codec/json/json-sink.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { EntityName } from '../../brand.ts'
import type { ResolvedEntity, ResolvedMapping, ResolvedTable } from '../../mapping/resolved.ts'
import type { LoadColumn } from './load-column.ts'
import { columnSlots, type ColumnSlots } from './column-slots.ts'
import { compileAttribute } from './compile-attribute.ts'
import { compileBaseKey, compileIndexKey, type BaseKeyWriter, type IndexKeyWriter } from './compile-key.ts'
import { compileSourceKey, type SourceKeyWriter } from './compile-source-key.ts'
import { EncodedItem } from '../encoded-item.ts'
import { itemLimit, keyLimits } from '../key-limits.ts'
import { OversizeWriter, type AttributeStep } from './oversize-writer.ts'
import { readRejectedKeys } from './rejected-keys.ts'
import type { EncodeCounters, EncodedRow, RowEncoder } from './row-encoder.ts'
import { readFields, type RowFields } from './row-fields.ts'
import { trackSizes, type UnitsOf } from './tracked-sizes.ts'

/**
 * Builds the encoder of one entity for the tuples of one load query. All that does not depend on the row is decided and
 * turned into bytes here; a row is then a walk over writers that copy field bytes behind prepared ones.
 *
 * Writers are closures in a list. Code generated per entity (`new Function`, every writer called from a place of its
 * own) was measured and not taken: 3,205, 3,130 and 3,228 ns a row against 3,227, 3,194 and 3,311 for the list (Node
 * 24.21, 12 columns to 17 attributes, 2026-11-22): 1 to 3 %, within the noise. The time goes into the values: of about
 * 2,950 ns a jsonb document of 90 bytes as a map takes 770, a text of 192 bytes 370, key, source key and views together
 * 280.
 *
 * Gives what `referenceItem` gives for the same row, which `equality.test.ts` and `equality.pg.test.ts` hold it to.
 * Throws PgfoldError when `columns` lacks a value that the entity needs; `encode` does when a tuple is out of step.
 */
export function compileEncoder(
  mapping: ResolvedMapping,
  entity: ResolvedEntity,
  columns: readonly LoadColumn[],
): RowEncoder {
  return new CompiledEncoder(mapping.table, entity, columns)
}

class CompiledEncoder implements RowEncoder {
  readonly counters: EncodeCounters = {
    indexKeysSkipped: new Map(),
    lookupsMissed: new Map(),
    oversize: new Map(),
  }
  readonly #entity: EntityName
  readonly #table: ResolvedTable
  readonly #slots: ColumnSlots
  readonly #lookups: readonly string[]
  readonly #baseKey: BaseKeyWriter
  readonly #indexKeys: readonly IndexKeyWriter[]
  readonly #attributes: readonly AttributeStep[]
  readonly #oversize: OversizeWriter | null
  readonly #sourceKey: SourceKeyWriter
  readonly #unitsOf: UnitsOf
  readonly #fields: RowFields
  #sink = new JsonSink()

  constructor(table: ResolvedTable, entity: ResolvedEntity, columns: readonly LoadColumn[]) {
    const slots = columnSlots(columns)
    const { sizes, unitsOf } = trackSizes(table, entity, (index) => countOne(this.counters.indexKeysSkipped, index))
    const limits = keyLimits(table)
    this.#entity = entity.name
    this.#table = table
    this.#slots = slots
    this.#lookups = entity.lookups.map(({ name }) => name)
    this.#baseKey = compileBaseKey(table, entity, slots, sizes)
    this.#indexKeys = entity.indexKeys.map((indexKey) => compileIndexKey(table, entity, indexKey, slots, sizes))
    this.#attributes = entity.attributes.map((attribute) => ({
      name: attribute.name,
      write: compileAttribute(attribute, entity, slots, sizes, limits.get(attribute.name) ?? null),
    }))
    this.#oversize = entity.oversize === undefined ? null : new OversizeWriter(this.#attributes, entity.oversize, sizes)
    this.#sourceKey = compileSourceKey(entity, slots)
    this.#unitsOf = unitsOf
    this.#fields = new Int32Array(2 * columns.length)
  }

  encode(bytes: Buffer, start: number, end: number): EncodedRow {
    try {
      return this.#encode(bytes, start, end)
    } catch (error) {
      this.#drop()
      // A field that is shorter than its type: the codecs read past the end.
      if (error instanceof RangeError)
        throw new PgfoldError('SOURCE_COPY_MALFORMED', {
          detail: `a field of ${this.#entity} is not of the form of its type`,
          cause: error,
        })
      throw error
    }
  }

  #encode(bytes: Buffer, start: number, end: number): EncodedRow {
    readFields(bytes, start, end, this.#fields)
    if (this.#slots.missed.length > 0) this.#countMissed(bytes)
    const rows = this.#rows(bytes)
    const sink = this.#sink
    // Places in the item that is being written, so that a rejected row can say how far it came.
    let keyEnd = 0
    let at = -1
    try {
      this.#baseKey(bytes, this.#fields, sink)
      keyEnd = sink.position
      const indexKeys = this.#indexKeys
      for (let of = 0; of < indexKeys.length; of++) (indexKeys[of] as IndexKeyWriter)(bytes, this.#fields, sink)
      const attributes = this.#attributes
      if (this.#oversize !== null)
        for (const name of this.#oversize.write(bytes, this.#fields, sink)) countOne(this.counters.oversize, name)
      else
        for (at = 0; at < attributes.length; at += 1) {
          ;(attributes[at] as AttributeStep).write(bytes, this.#fields, sink)
          if (sink.itemBytes > itemLimit) throw tooLarge(sink.itemBytes)
        }
      sink.byte(0x7d)
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      const place = this.#attributes[at]?.name
      return this.#reject(
        bytes,
        rows,
        keyEnd,
        error.code,
        place === undefined ? error.detail : `${place}: ${error.detail}`,
      )
    }
    const jsonEnd = sink.position
    const size = sink.itemBytes
    this.#sourceKey(bytes, this.#fields, sink)
    const item = new EncodedItem(this.#entity, size, this.#unitsOf(size), sink.close(jsonEnd))
    if (this.#oversize !== null) this.#shrink()
    return { kind: 'item', item, rows }
  }

  refuse(bytes: Buffer, start: number, end: number, size: number): EncodedRow {
    readFields(bytes, start, end, this.#fields)
    return this.#reject(
      bytes,
      this.#rows(bytes),
      0,
      'VALUE_ITEM_TOO_LARGE',
      `the row has ${size} bytes, an item ${itemLimit} at most`,
    )
  }

  #countMissed(bytes: Buffer): void {
    for (const { lookup, slot } of this.#slots.missed) {
      const start = this.#fields[slot] as number
      if (start >= 0 && bytes[start] !== 0)
        countOne(this.counters.lookupsMissed, this.#lookups[lookup] ?? String(lookup))
    }
  }

  #rows(bytes: Buffer): number {
    if (this.#slots.rows === null) return 1
    const start = this.#fields[this.#slots.rows] as number
    return start < 0 ? 1 : bytes.readInt32BE(start) * 0x100000000 + bytes.readUInt32BE(start + 4)
  }

  #reject(bytes: Buffer, rows: number, keyEnd: number, code: string, detail: string): EncodedRow {
    const { sourceKey, itemKey } = readRejectedKeys(this.#sink, this.#table, keyEnd, () =>
      this.#sourceKey(bytes, this.#fields, this.#sink),
    )
    this.#drop()
    return { kind: 'rejected', row: { entity: this.#entity, sourceKey, itemKey, code, detail }, rows }
  }

  /** Takes the open item back. A slab that one huge row made grow is not kept for small ones to pin. */
  #drop(): void {
    this.#sink.truncate(0)
    this.#sink.itemBytes = 0
    this.#sink.level = 0
    this.#shrink()
  }

  #shrink(): void {
    if (this.#sink.buffer.length > maxKeptSinkBytes) this.#sink = new JsonSink()
  }
}

const maxKeptSinkBytes = 1 << 20

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function tooLarge(bytes: number): ValueError {
  return new ValueError('VALUE_ITEM_TOO_LARGE', `the item has ${bytes} bytes so far, ${itemLimit} are allowed`)
}
