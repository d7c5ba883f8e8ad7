import type { ValueRef } from '../../brand.ts'
import type { BinaryWriter } from '../../codec/codec.ts'
import { fragment, type Fragment } from '../../codec/json/fragment.ts'
import type { JsonSink } from '../../codec/json/json-sink.ts'
import { codecFor } from '../../codec/registry.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import { keyTypeOf } from '../../mapping/key-type-of.ts'
import { typedKeyForm } from '../../mapping/key-form.ts'
import type { ResolvedEntity, ResolvedTable, ResolvedTemplate } from '../../mapping/resolved.ts'
import type { ColumnSlots } from './column-slots.ts'
import { compileTemplate, firstBlank, writeTemplate, type CompiledTemplate } from './compiled-template.ts'
import type { RowFields } from './row-fields.ts'
import { recordSize, type TrackedSizes } from './tracked-sizes.ts'

/** One key attribute: text made from a template, or one value as a number or bytes. */
export interface KeyHalf {
  readonly name: string
  readonly content: KeyContent
  readonly limit: number
  /** Counted for the half beside its values: name and constant text. */
  readonly fixedBytes: number
  /** The constant text alone, which counts towards the limit. */
  readonly literalBytes: number
  /** Place in the tracked sizes, -1 when nobody asks for it. */
  readonly tracked: number
}

type KeyContent =
  | { readonly kind: 'text'; readonly template: CompiledTemplate }
  | { readonly kind: 'typed'; readonly value: TypedValue }

/** `,"seq":`, the value, and what stands behind it. */
interface TypedValue {
  readonly value: ValueRef
  readonly slot: number
  readonly open: Fragment
  readonly write: BinaryWriter
  readonly behind: Fragment
  /** Bytes of length 0 are no key; a number never is so short. */
  readonly mayBeEmpty: boolean
}

/** `before` and `behind` are JSON that stands around the attribute and is written with it. */
export function compileKeyHalf(
  { name, template, before, behind }: KeyHalfSource,
  { table, entity, slots, sizes, limits }: KeyHalfContext,
): KeyHalf {
  const type = keyTypeOf(table, name) ?? 'S'
  const opening = `${before}${JSON.stringify(name)}:`
  const content: KeyContent =
    type === 'S'
      ? { kind: 'text', template: compileTemplate(template, entity, slots.of, `${opening}{"S":"`, `"}${behind}`) }
      : { kind: 'typed', value: compileTyped(template, type, entity, slots, opening, behind) }
  const literalBytes = content.kind === 'text' ? content.template.literalBytes : 0
  return {
    name,
    content,
    limit: limits.get(name) ?? Infinity,
    fixedBytes: Buffer.byteLength(name, 'utf8') + literalBytes,
    literalBytes,
    tracked: sizes.slotOf(name),
  }
}

interface KeyHalfSource {
  readonly name: string
  readonly template: ResolvedTemplate
  readonly before: string
  readonly behind: string
}

interface KeyHalfContext {
  readonly table: ResolvedTable
  readonly entity: ResolvedEntity
  readonly slots: ColumnSlots
  readonly sizes: TrackedSizes
  readonly limits: ReadonlyMap<string, number>
}

function compileTyped(
  template: ResolvedTemplate,
  type: 'N' | 'B',
  entity: ResolvedEntity,
  slots: ColumnSlots,
  opening: string,
  behind: string,
): TypedValue {
  const [segment] = template.segments
  const value = segment?.kind === 'value' ? entity.values[segment.value] : undefined
  const form = segment?.kind === 'value' ? typedKeyForm(type, segment.format) : null
  if (segment?.kind !== 'value' || value === undefined || form === null)
    throw new RangeError(`"${template.text}" of entity ${entity.name} is no key of type ${type}`)
  return {
    value: segment.value,
    slot: slots.of(segment.value),
    open: fragment(opening),
    write: codecFor(value.type).json(form, value.type),
    behind: fragment(behind),
    mayBeEmpty: type === 'B',
  }
}

/** False when a value is blank. Throws ValueError, the attribute named, when the key is too long or cannot be made. */
export function writeHalf(
  half: KeyHalf,
  bytes: Buffer,
  fields: RowFields,
  sink: JsonSink,
  sizes: TrackedSizes,
): boolean {
  const before = sink.itemBytes
  try {
    if (!writeContent(half.content, bytes, fields, sink)) return false
  } catch (error) {
    if (error instanceof ValueError) throw new ValueError(error.code, `${half.name}: ${error.detail}`)
    throw error
  }
  const length = sink.itemBytes - before + half.literalBytes
  if (length > half.limit)
    throw new ValueError('VALUE_KEY_TOO_LONG', `${half.name}: ${length} bytes, ${half.limit} are allowed`)
  sink.itemBytes += half.fixedBytes
  if (half.tracked >= 0) recordSize(sizes, half.tracked, sink.itemBytes - before)
  return true
}

function writeContent(content: KeyContent, bytes: Buffer, fields: RowFields, sink: JsonSink): boolean {
  if (content.kind === 'text') return writeTemplate(content.template, bytes, fields, sink)
  const { slot, open, write, behind } = content.value
  if (typedBlank(content.value, fields) !== null) return false
  sink.fragment(open)
  write(bytes, fields[slot] as number, fields[slot + 1] as number, sink)
  sink.fragment(behind)
  return true
}

/** The first value of the half that is NULL or empty; only asked when something went wrong. */
export function blankIn(
  { content }: KeyHalf,
  bytes: Buffer,
  fields: RowFields,
  sink: JsonSink,
): { readonly value: ValueRef; readonly blank: 'null' | 'empty' } | null {
  if (content.kind === 'text') return firstBlank(content.template, bytes, fields, sink)
  const blank = typedBlank(content.value, fields)
  return blank === null ? null : { value: content.value.value, blank }
}

function typedBlank({ slot, mayBeEmpty }: TypedValue, fields: RowFields): 'null' | 'empty' | null {
  const start = fields[slot] as number
  if (start < 0) return 'null'
  return mayBeEmpty && start === fields[slot + 1] ? 'empty' : null
}
