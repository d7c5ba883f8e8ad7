import { bitsCodec } from './bits.ts'
import { booleanCodec } from './boolean.ts'
import { byteaCodec } from './bytea.ts'
import { dateCodec } from './date.ts'
import { float4Codec, float8Codec } from './float.ts'
import { pointCodec, shapeCodec } from './geometric.ts'
import { hstoreCodec } from './hstore.ts'
import { signedIntegerCodec, unsignedIntegerCodec } from './integer.ts'
import { intervalCodec } from './interval.ts'
import { jsonbCodec, jsonCodec } from './json.ts'
import { moneyCodec } from './money.ts'
import { macAddressCodec, networkCodec } from './network.ts'
import { numericCodec } from './numeric.ts'
import { plainTextCodec } from './plain-text.ts'
import { paddedTextCodec, textCodec } from './text.ts'
import { timeCodec, timetzCodec } from './time.ts'
import { timestampCodec, timestamptzCodec } from './timestamp.ts'
import { uuidCodec } from './uuid.ts'
import type { Codec } from './codec.ts'

/** Codecs that read the type's own send format. A new one is one file and one line here. */
const sendFormatCodecs: readonly Codec[] = [
  signedIntegerCodec,
  unsignedIntegerCodec,
  numericCodec,
  float4Codec,
  float8Codec,
  booleanCodec,
  textCodec,
  paddedTextCodec,
  byteaCodec,
  uuidCodec,
  jsonCodec,
  jsonbCodec,
  dateCodec,
  timeCodec,
  timetzCodec,
  timestampCodec,
  timestamptzCodec,
  networkCodec,
  macAddressCodec,
]

/** Codecs whose columns the load query casts to text. A new one is one file and one line here. */
const textCastCodecs: readonly Codec[] = [
  intervalCodec,
  moneyCodec,
  bitsCodec,
  hstoreCodec,
  pointCodec,
  shapeCodec,
  plainTextCodec,
]

export const baseCodecBySendName: ReadonlyMap<string, Codec> = byName(sendFormatCodecs)
export const baseCodecByCastName: ReadonlyMap<string, Codec> = byName(textCastCodecs)

function byName(codecs: readonly Codec[]): ReadonlyMap<string, Codec> {
  return new Map(codecs.flatMap((codec) => codec.types.map((name) => [name, codec] as const)))
}
