import type { ValueRef } from '../../brand.ts'
import type { BinaryWriter } from '../../codec/codec.ts'
import { fragment, type Fragment } from '../../codec/json/fragment.ts'
import type { JsonSink } from '../../codec/json/json-sink.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type { ResolvedEntity, ResolvedTemplate } from '../../mapping/resolved.ts'
import { segmentWriter } from './segment-writer.ts'
import type { RowFields } from './row-fields.ts'

/** A template with its constant texts as bytes: `open`, then for each part its value and the bytes behind it. */
export interface CompiledTemplate {
  readonly open: Fragment
  readonly parts: readonly TemplatePart[]
  /** DynamoDB size of the constant text, which the caller counts. */
  readonly literalBytes: number
}

export interface TemplatePart {
  readonly value: ValueRef
  /** Twice the column's place in the tuple: its slot in `RowFields`. */
  readonly slot: number
  readonly write: BinaryWriter
  readonly after: Fragment
}

/** `before` and `behind` are JSON that stands around the template's text and is written with it. */
export function compileTemplate(
  template: ResolvedTemplate,
  entity: ResolvedEntity,
  slotOf: (value: ValueRef) => number,
  before: string,
  behind: string,
): CompiledTemplate {
  const texts = [before]
  const values: Omit<TemplatePart, 'after'>[] = []
  let literalBytes = 0
  for (const segment of template.segments) {
    if (segment.kind === 'literal') {
      texts.push(`${texts.pop() ?? ''}${insideString(segment.text)}`)
      literalBytes += Buffer.byteLength(segment.text, 'utf8')
    } else {
      const value = entity.values[segment.value]
      if (value === undefined) throw new RangeError(`entity ${entity.name} has no value ${segment.value}`)
      values.push({
        value: segment.value,
        slot: slotOf(segment.value),
        write: segmentWriter(value.type, segment.format),
      })
      texts.push('')
    }
  }
  texts.push(`${texts.pop() ?? ''}${behind}`)
  const [open, ...afters] = texts.map(fragment)
  return {
    open: open ?? fragment(''),
    parts: values.map((value, at) => ({ ...value, after: afters[at] ?? fragment('') })),
    literalBytes,
  }
}

/**
 * Writes the text, values counted; false as soon as a value is NULL or empty, what was written so far being the
 * caller's to take back.
 */
export function writeTemplate(template: CompiledTemplate, bytes: Buffer, fields: RowFields, sink: JsonSink): boolean {
  const { open, parts } = template
  sink.fragment(open)
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as TemplatePart
    const start = fields[part.slot] as number
    if (start < 0) return false
    const position = sink.position
    part.write(bytes, start, fields[part.slot + 1] as number, sink)
    if (sink.position === position) return false
    sink.fragment(part.after)
  }
  return true
}

/**
 * The first value, from left to right, that is NULL or empty. Off the common path: only asked when something went
 * wrong.
 */
export function firstBlank(
  template: CompiledTemplate,
  bytes: Buffer,
  fields: RowFields,
  sink: JsonSink,
): { readonly value: ValueRef; readonly blank: 'null' | 'empty' } | null {
  for (const { value, slot, write } of template.parts) {
    const start = fields[slot] ?? -1
    if (start < 0) return { value, blank: 'null' }
    if (writesNothing(write, bytes, start, fields[slot + 1] ?? start, sink)) return { value, blank: 'empty' }
  }
  return null
}

function writesNothing(write: BinaryWriter, bytes: Buffer, start: number, end: number, sink: JsonSink): boolean {
  const position = sink.position
  const size = sink.itemBytes
  try {
    write(bytes, start, end, sink)
    return sink.position === position
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  } finally {
    sink.truncate(position)
    sink.itemBytes = size
  }
}

export function hasNull(template: CompiledTemplate, fields: RowFields): boolean {
  return template.parts.some(({ slot }) => (fields[slot] ?? -1) < 0)
}

/** A text as it stands between the quotes of a JSON string. */
function insideString(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
