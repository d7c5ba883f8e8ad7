import type { PgType } from '../catalog/pg-type.ts'
import type { AttributeValue, Form } from './value/attribute-value.ts'
import type { JsonSink } from './json/json-sink.ts'

/**
 * One PostgreSQL type family, both ways round. The two sides are written apart on purpose: `fromText` and `keyFromText`
 * serve the reference interpreter (the proof), `json` and `key` the compiled encoder (the load). A property test with
 * PostgreSQL as the oracle holds them equal.
 *
 * Both sides throw `ValueError` (a code of the `value` area) for a value that the form cannot hold exactly.
 */
export interface Codec {
  /**
   * Names in pg_type that this codec serves; structural kinds (array, enum, composite …) are chosen by `kind` in the
   * registry.
   */
  readonly types: readonly string[]
  /** The forms that an attribute can take, the default first. */
  readonly forms: readonly Form[]
  /**
   * `text` is PostgreSQL's output under the session settings of `postgres/connection/session-settings.ts` (ISO dates,
   * UTC, extra_float_digits 1, hex bytea).
   */
  fromText(text: string, form: Form, type: PgType): AttributeValue
  /**
   * The value as it stands in a key template: without a format, or in one of the time forms (`iso`, `epoch-*`) where
   * the codec has it.
   */
  keyFromText(text: string, type: PgType, form?: Form): string
  /** Writer of a whole attribute value, `{"N":"12"}`, from the binary send format; made once per column. */
  json(form: Form, type: PgType): BinaryWriter
  /** Writer of the key text into an open JSON string; made once per template segment. `form` as for `keyFromText`. */
  key(type: PgType, form?: Form): BinaryWriter
  /**
   * May the key text hold any character (`free`), or only these: digits and minus sign (`integer`), `plain` (letters,
   * digits, `-_.:+` and space; never `#`, `/` or `%`)?
   */
  readonly keyAlphabet: 'integer' | 'plain' | 'free'
}

/** Reads `bytes[start…end)` (never NULL) and writes to the sink, which counts the DynamoDB size on the way. */
export interface BinaryWriter {
  (bytes: Buffer, start: number, end: number, out: JsonSink): void
  /**
   * Where all that it writes stands between fixed bytes: the part in the middle, so that a caller can join what comes
   * before with bytes of its own.
   */
  readonly scalar?: ScalarWriter
}

/** Of a value such as `{"N":"12"}`: `open` is `{"N":"`, `inside` writes `12` and counts it, and `"}` closes. */
export interface ScalarWriter {
  readonly open: string
  readonly inside: (bytes: Buffer, start: number, end: number, out: JsonSink) => void
}
