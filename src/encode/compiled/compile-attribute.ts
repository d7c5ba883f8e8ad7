import type { PgType } from '../../catalog/pg-type.ts'
import type { BinaryWriter, ScalarWriter } from '../../codec/codec.ts'
import { fragment } from '../../codec/json/fragment.ts'
import type { JsonSink } from '../../codec/json/json-sink.ts'
import { readsAsText } from '../../codec/reads-as-text.ts'
import { codecFor } from '../../codec/registry.ts'
import { closeScalar } from '../../codec/json/scalar-writer.ts'
import { attributeBytes } from '../../codec/value/attribute-bytes.ts'
import type { ResolvedAttribute, ResolvedEntity } from '../../mapping/resolved.ts'
import { assertNever } from '../../assert-never.ts'
import { attributeJson } from './attribute-json.ts'
import type { ColumnSlots } from './column-slots.ts'
import { compileTemplate, hasNull } from './compiled-template.ts'
import type { RowFields } from './row-fields.ts'
import { recordSize, type TrackedSizes } from './tracked-sizes.ts'
import { isUnrepresentable } from '../unrepresentable.ts'

/** Writes `,"name":{…}` and counts name and value, or writes nothing when the attribute is left out. */
export type AttributeWriter = (bytes: Buffer, fields: RowFields, sink: JsonSink) => void

/** Built once per attribute; the writer throws ValueError when the row has to be rejected. */
export function compileAttribute(
  attribute: ResolvedAttribute,
  entity: ResolvedEntity,
  slots: ColumnSlots,
  sizes: TrackedSizes,
): AttributeWriter {
  const write = attributeWriter(attribute, entity, slots)
  const tracked = sizes.slotOf(attribute.name)
  if (tracked < 0) return write
  return (bytes, fields, sink) => {
    const before = sink.itemBytes
    write(bytes, fields, sink)
    recordSize(sizes, tracked, sink.itemBytes - before)
  }
}

function attributeWriter(attribute: ResolvedAttribute, entity: ResolvedEntity, slots: ColumnSlots): AttributeWriter {
  switch (attribute.kind) {
    case 'constant':
      return fixedWriter(attribute.name, attributeJson(attribute.value), attributeBytes(attribute.value))
    case 'template':
      return templateWriter(attribute, entity, slots)
    case 'value':
      return valueWriter(attribute, entity, slots)
    default:
      return assertNever(attribute)
  }
}

function fixedWriter(name: string, json: string, valueBytes: number): AttributeWriter {
  const text = fragment(`,${JSON.stringify(name)}:${json}`)
  const bytes = Buffer.byteLength(name, 'utf8') + valueBytes
  return (_bytes, _fields, sink) => {
    sink.fragment(text)
    sink.itemBytes += bytes
  }
}

/** Left out when a value is NULL; an empty value stands as it is, unlike in a key. */
function templateWriter(
  { name, template }: Extract<ResolvedAttribute, { kind: 'template' }>,
  entity: ResolvedEntity,
  slots: ColumnSlots,
): AttributeWriter {
  const compiled = compileTemplate(template, entity, slots.of, `,${JSON.stringify(name)}:{"S":"`, '"}')
  const fixedBytes = Buffer.byteLength(name, 'utf8') + compiled.literalBytes
  return (bytes, fields, sink) => {
    if (hasNull(compiled, fields)) return
    sink.fragment(compiled.open)
    for (const { slot, write, after } of compiled.parts) {
      write(bytes, fields[slot] as number, fields[slot + 1] as number, sink)
      sink.fragment(after)
    }
    sink.itemBytes += fixedBytes
  }
}

function valueWriter(
  attribute: Extract<ResolvedAttribute, { kind: 'value' }>,
  entity: ResolvedEntity,
  slots: ColumnSlots,
): AttributeWriter {
  const { name, form, onNull, onEmpty, onUnrepresentable } = attribute
  const type = entity.values[attribute.value]?.type
  if (type === undefined) throw new RangeError(`entity ${entity.name} has no value ${attribute.value}`)
  const slot = slots.of(attribute.value)
  const codec = codecFor(type)
  const prefix = `,${JSON.stringify(name)}:`
  const nameBytes = Buffer.byteLength(name, 'utf8')
  const write = codec.json(form, type)
  if (onNull === 'omit' && onEmpty === 'keep' && onUnrepresentable === 'reject')
    return write.scalar === undefined
      ? plainWriter(slot, prefix, nameBytes, write)
      : plainScalarWriter(slot, prefix, nameBytes, write.scalar)
  const opening = fragment(prefix)

  const writeNull = fixedWriter(name, '{"NULL":true}', 1)
  const isEmptySet = form === 'set' && onEmpty !== 'keep' ? emptyArrayTest(type) : never
  // Size 0 means an empty S or B: everything else has a byte at least, but for a set whose only member is empty.
  const seesEmpty = onEmpty !== 'keep' && form !== 'set'
  const otherwise = onUnrepresentable === 'text' ? codec.json('S', type) : null
  return (bytes, fields, sink) => {
    const start = fields[slot] as number
    if (start < 0) {
      if (onNull === 'null') writeNull(bytes, fields, sink)
      return
    }
    const end = fields[slot + 1] as number
    if (isEmptySet(bytes, start, end)) {
      if (onEmpty === 'null') writeNull(bytes, fields, sink)
      return
    }
    const position = sink.position
    const size = sink.itemBytes
    sink.fragment(opening)
    try {
      write(bytes, start, end, sink)
    } catch (error) {
      if (onUnrepresentable === 'reject' || !isUnrepresentable(error)) throw error
      sink.truncate(position)
      sink.itemBytes = size
      if (otherwise === null) return
      sink.fragment(opening)
      otherwise(bytes, start, end, sink)
    }
    if (seesEmpty && sink.itemBytes === size) {
      sink.truncate(position)
      if (onEmpty === 'null') writeNull(bytes, fields, sink)
      return
    }
    sink.itemBytes += nameBytes
  }
}

type ArrayTest = (bytes: Buffer, start: number, end: number) => boolean

const never: ArrayTest = () => false

/**
 * The send format of an array begins with its number of dimensions, 0 when empty; as text every empty array is `{}`.
 */
function emptyArrayTest(type: PgType): ArrayTest {
  return readsAsText(type)
    ? (_bytes, start, end) => end - start === 2
    : (bytes, start) => bytes.readInt32BE(start) === 0
}

/** A value that is left out when it is NULL and never otherwise; kept apart because it is most of what a load does. */
function plainWriter(slot: number, prefix: string, nameBytes: number, write: BinaryWriter): AttributeWriter {
  const opening = fragment(prefix)
  return (bytes, fields, sink) => {
    const start = fields[slot] as number
    if (start < 0) return
    sink.fragment(opening)
    write(bytes, start, fields[slot + 1] as number, sink)
    sink.itemBytes += nameBytes
  }
}

/** The same for most types: the name and how the value begins are one piece. */
function plainScalarWriter(
  slot: number,
  prefix: string,
  nameBytes: number,
  { open, inside }: ScalarWriter,
): AttributeWriter {
  const opening = fragment(prefix + open)
  return (bytes, fields, sink) => {
    const start = fields[slot] as number
    if (start < 0) return
    sink.fragment(opening)
    inside(bytes, start, fields[slot + 1] as number, sink)
    sink.fragment(closeScalar)
    sink.itemBytes += nameBytes
  }
}
