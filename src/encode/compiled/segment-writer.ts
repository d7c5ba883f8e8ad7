import { assertNever } from '../../assert-never.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import type { BinaryWriter } from '../../codec/codec.ts'
import type { JsonSink } from '../../codec/json/json-sink.ts'
import { codecFor } from '../../codec/registry.ts'
import type { TemplateFormat } from '../../mapping/resolved.ts'
import { formatKeyText, splitFormat, type TextFormat } from '../format-key-text.ts'
import { fnv1a } from '../../fnv1a.ts'

const backslash = 0x5c

/**
 * Writer of one template segment into an open JSON string. Text formats look at what the codec has just written: mostly
 * it can stay (nothing to escape) or be changed in place (ASCII letters), otherwise it is read back, formatted as text
 * and written again. So every format works for every type without knowing its binary form.
 */
export function segmentWriter(type: PgType, format: TemplateFormat | null): BinaryWriter {
  const codec = codecFor(type)
  const { form, rewrite } = splitFormat(format)
  const write = form === null ? codec.key(type) : codec.key(type, form)
  if (rewrite === null) return write
  const inPlace = shortcut(rewrite)
  return (bytes, start, end, sink) => {
    const position = sink.position
    const size = sink.itemBytes
    write(bytes, start, end, sink)
    if (sink.position === position) return
    const written = sink.subarray(position, sink.position)
    if (inPlace !== null && inPlace(written)) return
    writeAgain(written, rewrite, position, size, sink)
  }
}

function writeAgain(written: Buffer, format: TextFormat, position: number, size: number, sink: JsonSink): void {
  const formatted = Buffer.from(
    format.kind === 'shard' ? shardText(written, format.count) : formatKeyText(plainText(written), format),
    'utf8',
  )
  sink.truncate(position)
  sink.jsonText(formatted, 0, formatted.length)
  sink.itemBytes = size + formatted.length
}

/** The inside of a JSON string as text. */
function plainText(written: Buffer): string {
  const text = written.toString('utf8')
  if (!written.includes(backslash)) return text
  const parsed: unknown = JSON.parse(`"${text}"`)
  return String(parsed)
}

function shardText(written: Buffer, count: number): string {
  const text = written.includes(backslash) ? Buffer.from(plainText(written), 'utf8') : written
  return String(fnv1a(text) % count)
}

/** True when the bytes are right as they stand now (changed in place, or nothing to change). */
function shortcut(format: TextFormat): ((written: Uint8Array) => boolean) | null {
  switch (format.kind) {
    case 'lower':
      return (written) => shiftAscii(written, 0x41, 0x20)
    case 'upper':
      return (written) => shiftAscii(written, 0x61, -0x20)
    case 'escape':
      return nothingToEscape
    case 'pad':
    case 'shard':
      return null
    default:
      return assertNever(format)
  }
}

/** Moves the 26 letters from `first` on by `distance`. Leaves text beyond ASCII, and JSON escapes, to the slow way. */
function shiftAscii(written: Uint8Array, first: number, distance: number): boolean {
  for (const byte of written) if (byte >= 0x80 || byte === backslash) return false
  for (let at = 0; at < written.length; at++) {
    const byte = written[at] as number
    if (byte >= first && byte < first + 26) written[at] = byte + distance
  }
  return true
}

/** ASCII controls show as a backslash here, DEL and the controls of Latin-1 (UTF-8: C2 80 to C2 9F) as themselves. */
function nothingToEscape(written: Uint8Array): boolean {
  for (const byte of written)
    if (byte === 0x25 || byte === 0x23 || byte === 0x7f || byte === 0xc2 || byte === backslash) return false
  return true
}
