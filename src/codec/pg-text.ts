import { JsonSink } from './json/json-sink.ts'
import { underlyingType, type PgType } from '../catalog/pg-type.ts'
import type { Codec } from './codec.ts'

/** Reads one value of the send format as PostgreSQL's own text, for the text of a container around it. */
export type TextReader = (bytes: Buffer, start: number, end: number) => string

export function pgTextReader(type: PgType, codec: Codec): TextReader {
  const base = underlyingType(type)
  // The one type whose form `S` is not PostgreSQL's output.
  if (base.kind === 'base' && base.name === 'bool') return (bytes, start) => (bytes[start] === 0 ? 'f' : 't')
  const write = codec.json('S', type)
  const sink = new JsonSink(1024)
  return (bytes, start, end) => {
    sink.truncate(0)
    write(bytes, start, end, sink)
    const value: unknown = JSON.parse(sink.subarray(0, sink.position).toString())
    return (value as { readonly S: string }).S
  }
}
