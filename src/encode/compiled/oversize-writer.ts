import { gzipSync } from 'node:zlib'
import type { JsonSink } from '../../codec/json/json-sink.ts'
import { ValueError } from '../../codec/value/value-error.ts'
import type { ResolvedOversize } from '../../mapping/resolved.ts'
import { gzipLimit, itemLimit } from '../key-limits.ts'
import type { AttributeWriter } from './compile-attribute.ts'
import type { RowFields } from './row-fields.ts'
import { recordSize, type TrackedSizes } from './tracked-sizes.ts'

export interface AttributeStep {
  readonly name: string
  readonly write: AttributeWriter
}

/** Attributes of an item that were left out or compressed, in the order of the policy; empty: it fits as it is. */
export type Touched = readonly string[]

/**
 * Writes the attributes of an entity that has a policy for items over 400 KB. They are written as they are first; only
 * where the item does not fit they are taken back and written again as the policy says. Throws ValueError, with the
 * attribute in its detail.
 */
export class OversizeWriter {
  readonly #steps: readonly AttributeStep[]
  readonly #oversize: ResolvedOversize
  readonly #sizes: TrackedSizes
  /** Place in the policy by place in the steps; -1: the policy leaves it alone. */
  readonly #listedAt: readonly number[]
  /** By place in the policy: bytes in the item, name included; 0: the item does not have it. */
  readonly #bytes: Float64Array

  constructor(steps: readonly AttributeStep[], oversize: ResolvedOversize, sizes: TrackedSizes) {
    this.#steps = steps
    this.#oversize = oversize
    this.#sizes = sizes
    this.#listedAt = steps.map(({ name }) => oversize.attributes.indexOf(name))
    this.#bytes = new Float64Array(oversize.attributes.length)
  }

  write(bytes: Buffer, fields: RowFields, sink: JsonSink): Touched {
    const position = sink.position
    const before = sink.itemBytes
    const fixed = this.#measure(bytes, fields, sink)
    this.#record(this.#oversize.marker, 0)
    if (this.#itemBytes(fixed) <= itemLimit) return []
    sink.truncate(position)
    sink.itemBytes = before
    return this.#oversize.kind === 'omit'
      ? this.#writeWithout(bytes, fields, sink, fixed)
      : this.#writeCompressed(bytes, fields, sink)
  }

  /** Writes all, and gives the bytes of what the policy leaves alone. */
  #measure(bytes: Buffer, fields: RowFields, sink: JsonSink): number {
    const isGzip = this.#oversize.kind === 'gzip'
    this.#bytes.fill(0)
    let fixed = sink.itemBytes
    for (const [at, step] of this.#steps.entries()) {
      const listed = this.#listedAt[at] ?? -1
      const position = sink.position
      const before = sink.itemBytes
      const isTooLarge = writeStep(step, bytes, fields, sink, listed >= 0 && !isGzip)
      const size = isTooLarge ? Infinity : sink.itemBytes - before
      if (listed < 0) fixed += size
      else this.#bytes[listed] = size
      if (fixed > itemLimit || (isGzip && sink.itemBytes > gzipLimit)) throw tooLarge(step.name, sink.itemBytes)
      if (size > itemLimit && !isGzip) {
        // It will not stay, and its memory is not needed for what comes.
        sink.truncate(position)
        sink.itemBytes = before
      }
    }
    return fixed
  }

  #writeWithout(bytes: Buffer, fields: RowFields, sink: JsonSink, fixed: number): Touched {
    const names: string[] = []
    let size = Infinity
    for (const [at, name] of this.#oversize.attributes.entries()) {
      if (this.#bytes[at] === 0) continue
      names.push(name)
      this.#bytes[at] = 0
      size = this.#itemBytes(fixed) + this.#markerBytes(names, omittedMark)
      if (size <= itemLimit) break
    }
    if (size > itemLimit) throw tooLarge(names.join(', '), this.#itemBytes(fixed))
    const left = new Set(names)
    for (const step of this.#steps) {
      if (left.has(step.name)) this.#record(step.name, 0)
      else writeStep(step, bytes, fields, sink, false)
    }
    this.#writeMarker(
      names.map((name) => [name, omittedMark]),
      sink,
    )
    return names
  }

  #writeCompressed(bytes: Buffer, fields: RowFields, sink: JsonSink): Touched {
    const marks = new Map<string, string>()
    for (const [at, step] of this.#steps.entries()) {
      const position = sink.position
      const before = sink.itemBytes
      writeStep(step, bytes, fields, sink, false)
      if ((this.#listedAt[at] ?? -1) < 0 || sink.position === position) continue
      const content = readContent(sink.subarray(position, sink.position), step.name)
      if (content === null) continue
      const compressed = gzipSync(content.bytes, { level: 9 })
      // Names the operating system; 255: none.
      compressed[9] = 255
      sink.truncate(position)
      sink.itemBytes = before + Buffer.byteLength(step.name, 'utf8') + compressed.length
      writeText(`,${JSON.stringify(step.name)}:{"B":"`, sink)
      sink.base64(compressed, 0, compressed.length)
      sink.ascii('"}')
      this.#record(step.name, sink.itemBytes - before)
      marks.set(step.name, `gzip:${content.type}`)
    }
    const entries = this.#oversize.attributes.flatMap((name): [string, string][] => {
      const mark = marks.get(name)
      return mark === undefined ? [] : [[name, mark]]
    })
    this.#writeMarker(entries, sink)
    if (sink.itemBytes > itemLimit) throw tooLarge(this.#oversize.attributes.join(', '), sink.itemBytes)
    return entries.map(([name]) => name)
  }

  #itemBytes(fixed: number): number {
    let total = fixed
    for (const size of this.#bytes) total += size
    return total
  }

  /** A map costs 3 bytes, and 1 more for each entry. */
  #markerBytes(names: readonly string[], mark: string): number {
    return names.reduce(
      (sum, name) => sum + 1 + Buffer.byteLength(name, 'utf8') + mark.length,
      Buffer.byteLength(this.#oversize.marker, 'utf8') + 3,
    )
  }

  #writeMarker(entries: readonly (readonly [string, string])[], sink: JsonSink): void {
    const { marker } = this.#oversize
    const members = entries.map(([name, mark]) => `${JSON.stringify(name)}:{"S":"${mark}"}`)
    writeText(`,${JSON.stringify(marker)}:{"M":{${members.join(',')}}}`, sink)
    let size = Buffer.byteLength(marker, 'utf8') + 3
    for (const [name, mark] of entries) size += 1 + Buffer.byteLength(name, 'utf8') + mark.length
    sink.itemBytes += size
    this.#record(marker, size)
  }

  #record(name: string, size: number): void {
    const slot = this.#sizes.slotOf(name)
    if (slot >= 0) recordSize(this.#sizes, slot, size)
  }
}

const omittedMark = 'omitted'

/** True: the value has more JSON than any item, which `allowed` says may be; it is taken back. */
function writeStep(step: AttributeStep, bytes: Buffer, fields: RowFields, sink: JsonSink, allowed: boolean): boolean {
  const position = sink.position
  const before = sink.itemBytes
  try {
    step.write(bytes, fields, sink)
    return false
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    if (!allowed || error.code !== 'VALUE_ITEM_TOO_LARGE')
      throw new ValueError(error.code, `${step.name}: ${error.detail}`)
    sink.truncate(position)
    sink.itemBytes = before
    sink.level = 0
    return true
  }
}

/** The text or the bytes of an attribute as it was written, `,"name":{"S":"…"}`; null: it is neither. */
function readContent(written: Buffer, name: string): { readonly type: 'S' | 'B'; readonly bytes: Buffer } | null {
  const parsed: unknown = JSON.parse(`{${written.toString('utf8').slice(1)}}`)
  const value: unknown = Object.entries(parsed ?? {}).find(([key]) => key === name)?.[1]
  if (typeof value !== 'object' || value === null) return null
  if ('S' in value && typeof value.S === 'string') return { type: 'S', bytes: Buffer.from(value.S, 'utf8') }
  if ('B' in value && typeof value.B === 'string') return { type: 'B', bytes: Buffer.from(value.B, 'base64') }
  return null
}

function writeText(text: string, sink: JsonSink): void {
  const bytes = Buffer.from(text, 'utf8')
  sink.raw(bytes, 0, bytes.length)
}

function tooLarge(place: string, bytes: number): ValueError {
  return new ValueError(
    'VALUE_ITEM_TOO_LARGE',
    `${place}: the item has ${bytes} bytes even so, ${itemLimit} are allowed`,
  )
}
