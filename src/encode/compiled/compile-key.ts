import type { JsonSink } from '../../codec/json/json-sink.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type { ResolvedEntity, ResolvedIndexKey, ResolvedTable, ResolvedTemplate } from '../../mapping/resolved.ts'
import type { ColumnSlots } from './column-slots.ts'
import { blankIn, compileKeyHalf, writeHalf, type KeyHalf } from './compile-key-half.ts'
import { keyLimits } from '../key-limits.ts'
import type { RowFields } from './row-fields.ts'
import type { TrackedSizes } from './tracked-sizes.ts'
import { valueName } from '../value-name.ts'

/** Writes `{"pk":{"S":"…"},"sk":{"S":"…"},"type":{"S":"…"}`; throws ValueError when the row has no key. */
export type BaseKeyWriter = (bytes: Buffer, fields: RowFields, sink: JsonSink) => void

/** Writes all attributes of an index key, or nothing (false) when a value of any of them is NULL or empty. */
export type IndexKeyWriter = (bytes: Buffer, fields: RowFields, sink: JsonSink) => boolean

export function compileBaseKey(
  table: ResolvedTable,
  entity: ResolvedEntity,
  slots: ColumnSlots,
  sizes: TrackedSizes,
): BaseKeyWriter {
  const limits = keyLimits(table)
  const type = `,${JSON.stringify(table.entityType)}:{"S":${JSON.stringify(entity.name)}}`
  const typeBytes = Buffer.byteLength(table.entityType + entity.name, 'utf8')
  const typeTracked = sizes.slotOf(table.entityType)
  const half = (name: string, template: ResolvedTemplate, before: string, behind: string): KeyHalf =>
    compileKeyHalf({ name, template, before, behind }, { table, entity, slots, sizes, limits })

  const hasSort = table.sortKey !== null && entity.sortKey !== null
  const halves = [half(table.partitionKey, entity.partitionKey, '{', hasSort ? '' : type)]
  if (table.sortKey !== null && entity.sortKey !== null) halves.push(half(table.sortKey, entity.sortKey, ',', type))

  return (bytes, fields, sink) => {
    for (let at = 0; at < halves.length; at += 1)
      writeBaseHalf(halves[at] as KeyHalf, entity, bytes, fields, sink, sizes)
    sink.itemBytes += typeBytes
    if (typeTracked >= 0) sizes.bytes[typeTracked] = typeBytes
  }
}

function writeBaseHalf(
  half: KeyHalf,
  entity: ResolvedEntity,
  bytes: Buffer,
  fields: RowFields,
  sink: JsonSink,
  sizes: TrackedSizes,
): void {
  try {
    if (writeHalf(half, bytes, fields, sink, sizes)) return
  } catch (error) {
    if (!(error instanceof ValueError) || blankIn(half, bytes, fields, sink) === null) throw error
  }
  const blank = blankIn(half, bytes, fields, sink)
  const value = blank === null ? 'a value' : valueName(entity, blank.value)
  if (blank?.blank === 'null') throw new ValueError('VALUE_KEY_NULL', `${half.name}: ${value} is NULL`)
  throw new ValueError('VALUE_KEY_EMPTY', `${half.name}: ${value} is empty`)
}

export function compileIndexKey(
  table: ResolvedTable,
  entity: ResolvedEntity,
  indexKey: ResolvedIndexKey,
  slots: ColumnSlots,
  sizes: TrackedSizes,
): IndexKeyWriter {
  const limits = keyLimits(table)
  const halves = indexKey.attributes.map(({ name, template }) =>
    compileKeyHalf({ name, template, before: ',', behind: '' }, { table, entity, slots, sizes, limits }),
  )

  return (bytes, fields, sink) => {
    const position = sink.position
    const size = sink.itemBytes
    if (writeHalves(halves, bytes, fields, sink, sizes)) return true
    sink.truncate(position)
    sink.itemBytes = size
    for (const { tracked } of halves) if (tracked >= 0) sizes.bytes[tracked] = 0
    return false
  }
}

/** A blank value in any attribute decides over one that is too long or cannot be formatted. */
function writeHalves(
  halves: readonly KeyHalf[],
  bytes: Buffer,
  fields: RowFields,
  sink: JsonSink,
  sizes: TrackedSizes,
): boolean {
  try {
    for (let at = 0; at < halves.length; at += 1) {
      if (!writeHalf(halves[at] as KeyHalf, bytes, fields, sink, sizes)) return false
    }
    return true
  } catch (error) {
    if (error instanceof ValueError && halves.some((half) => blankIn(half, bytes, fields, sink) !== null)) return false
    throw error
  }
}
