import { booleanCodec } from './boolean.ts'
import { signedIntegerCodec, unsignedIntegerCodec } from './integer.ts'
import { jsonbCodec, jsonCodec } from './json.ts'
import { numericCodec } from './numeric.ts'
import { plainTextCodec } from './plain-text.ts'
import { paddedTextCodec, textCodec } from './text.ts'
import type { Codec } from './codec.ts'

/** Codecs that read the type's own send format. A new one is one file and one line here. */
const sendFormatCodecs: readonly Codec[] = [signedIntegerCodec, unsignedIntegerCodec, numericCodec, booleanCodec, textCodec, paddedTextCodec, jsonCodec, jsonbCodec]

/** Codecs whose columns the load query casts to text. A new one is one file and one line here. */
const textCastCodecs: readonly Codec[] = [plainTextCodec]

export const sendFormatCodecByName: ReadonlyMap<string, Codec> = byName(sendFormatCodecs)
export const textCastCodecByName: ReadonlyMap<string, Codec> = byName(textCastCodecs)

function byName(codecs: readonly Codec[]): ReadonlyMap<string, Codec> {
  return new Map(codecs.flatMap((codec) => codec.types.map((name) => [name, codec] as const)))
}
