import type { BinaryWriter } from '../../codec/codec.ts'
import { fragment } from '../../codec/json/fragment.ts'
import type { JsonSink } from '../../codec/json/json-sink.ts'
import { codecFor } from '../../codec/registry.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { ColumnSlots } from './column-slots.ts'
import type { RowFields } from './row-fields.ts'

/** Writes `{"id":"123"}`, the values that name the source row, as text; SQL NULL as `null`. */
export type SourceKeyWriter = (bytes: Buffer, fields: RowFields, sink: JsonSink) => void

export function compileSourceKey(entity: ResolvedEntity, slots: ColumnSlots): SourceKeyWriter {
  const parts = entity.sourceKey.map(({ name, value }, at) => {
    const type = entity.values[value]?.type
    if (type === undefined) throw new RangeError(`entity ${entity.name} has no value ${value}`)
    return {
      name: fragment(`${at === 0 ? '' : ','}${JSON.stringify(name)}:`),
      slot: slots.of(value),
      write: codecFor(type).key(type),
    }
  })
  return (bytes, fields, sink) => {
    sink.byte(0x7b)
    for (let at = 0; at < parts.length; at++) {
      const { name, slot, write } = parts[at] as (typeof parts)[number]
      sink.fragment(name)
      const start = fields[slot] as number
      if (start < 0) sink.ascii('null')
      else writeQuoted(write, bytes, start, fields[slot + 1] as number, sink)
    }
    sink.byte(0x7d)
  }
}

/** A source key is shown, not stored: a value that has no text there must not cost the row, so it shows as `null`. */
function writeQuoted(write: BinaryWriter, bytes: Buffer, start: number, end: number, sink: JsonSink): void {
  const position = sink.position
  try {
    sink.byte(0x22)
    write(bytes, start, end, sink)
    sink.byte(0x22)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    sink.truncate(position)
    sink.ascii('null')
  }
}
