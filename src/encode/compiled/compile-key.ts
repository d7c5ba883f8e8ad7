import type { JsonSink } from '../../codec/json/json-sink.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type { ResolvedEntity, ResolvedIndexKey, ResolvedTable } from '../../mapping/resolved.ts'
import { compileTemplate, firstBlank, writeTemplate, type CompiledTemplate } from './compiled-template.ts'
import type { ColumnSlots } from './column-slots.ts'
import { keyLimits } from '../key-limits.ts'
import type { RowFields } from './row-fields.ts'
import { recordSize, type TrackedSizes } from './tracked-sizes.ts'
import { valueName } from '../value-name.ts'

/** One key attribute: always a string made from a template. */
interface KeyHalf {
  readonly name: string
  readonly template: CompiledTemplate
  readonly limit: number
  /** Counted for the half beside its values: name and constant text. */
  readonly fixedBytes: number
  /** Place in the tracked sizes, -1 when nobody asks for it. */
  readonly tracked: number
}

/** Writes `{"pk":{"S":"…"},"sk":{"S":"…"},"type":{"S":"…"}`; throws ValueError when the row has no key. */
export type BaseKeyWriter = (bytes: Buffer, fields: RowFields, sink: JsonSink) => void

/** Writes both halves of an index key, or nothing (false) when a value of either is NULL or empty. */
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
  const half = (name: string, template: ResolvedEntity['partitionKey'], before: string, behind: string): KeyHalf =>
    keyHalf(
      name,
      compileTemplate(template, entity, slots.of, `${before}${JSON.stringify(name)}:{"S":"`, `"}${behind}`),
      limits,
      sizes,
    )

  const hasSort = table.sortKey !== null && entity.sortKey !== null
  const halves = [half(table.partitionKey, entity.partitionKey, '{', hasSort ? '' : type)]
  if (table.sortKey !== null && entity.sortKey !== null) halves.push(half(table.sortKey, entity.sortKey, ',', type))

  return (bytes, fields, sink) => {
    for (let at = 0; at < halves.length; at++) writeBaseHalf(halves[at] as KeyHalf, entity, bytes, fields, sink, sizes)
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
    if (!(error instanceof ValueError) || firstBlank(half.template, bytes, fields, sink) === null) throw error
  }
  const blank = firstBlank(half.template, bytes, fields, sink)
  const value = blank === null ? 'a value' : valueName(entity, blank.value)
  if (blank?.blank === 'null') throw new ValueError('VALUE_KEY_NULL', `${half.name}: ${value} is NULL`)
  throw new ValueError('VALUE_KEY_EMPTY', `${half.name}: ${value} is the empty string`)
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
    keyHalf(name, compileTemplate(template, entity, slots.of, `,${JSON.stringify(name)}:{"S":"`, '"}'), limits, sizes),
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

/** A blank value in either half decides over a half that is too long or cannot be formatted. */
function writeHalves(
  halves: readonly KeyHalf[],
  bytes: Buffer,
  fields: RowFields,
  sink: JsonSink,
  sizes: TrackedSizes,
): boolean {
  try {
    for (let at = 0; at < halves.length; at++) {
      if (!writeHalf(halves[at] as KeyHalf, bytes, fields, sink, sizes)) return false
    }
    return true
  } catch (error) {
    if (
      error instanceof ValueError &&
      halves.some(({ template }) => firstBlank(template, bytes, fields, sink) !== null)
    )
      return false
    throw error
  }
}

function keyHalf(
  name: string,
  template: CompiledTemplate,
  limits: ReadonlyMap<string, number>,
  sizes: TrackedSizes,
): KeyHalf {
  return {
    name,
    template,
    limit: limits.get(name) ?? Infinity,
    fixedBytes: Buffer.byteLength(name, 'utf8') + template.literalBytes,
    tracked: sizes.slotOf(name),
  }
}

/** False when a value is blank. Throws ValueError, the attribute named, when the text is too long or cannot be made. */
function writeHalf(half: KeyHalf, bytes: Buffer, fields: RowFields, sink: JsonSink, sizes: TrackedSizes): boolean {
  const before = sink.itemBytes
  try {
    if (!writeTemplate(half.template, bytes, fields, sink)) return false
  } catch (error) {
    if (error instanceof ValueError) throw new ValueError(error.code, `${half.name}: ${error.detail}`)
    throw error
  }
  const length = sink.itemBytes - before + half.template.literalBytes
  if (length > half.limit)
    throw new ValueError('VALUE_KEY_TOO_LONG', `${half.name}: ${length} bytes, ${half.limit} are allowed`)
  sink.itemBytes += half.fixedBytes
  if (half.tracked >= 0) recordSize(sizes, half.tracked, sink.itemBytes - before)
  return true
}
