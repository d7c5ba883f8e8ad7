import { quoteArrayElement, readArrayText, type ArrayElement } from './array-text.ts'
import { pgTextReader } from './pg-text.ts'
import { castKeyWriter, castWriter } from './text-cast.ts'
import { checkValueLevels } from './value/value-levels.ts'
import { ValueError } from './value/value-error.ts'
import { underlyingType, type PgType } from '../catalog/pg-type.ts'
import type { AttributeValue, Form } from './value/attribute-value.ts'
import type { BinaryWriter, Codec } from './codec.ts'
import type { JsonSink } from './json/json-sink.ts'

/** Bytes of `{"S":` before and of `}` behind what an element writer writes. */
const SCALAR_OPEN = 5
const SCALAR_CLOSE = 1

const HEADER_BYTES = 12
const DIMENSION_BYTES = 8

type SetName = 'SS' | 'NS' | 'BS'

/**
 * Arrays: `L` with one list per dimension and NULL elements as NULL, `set` for one dimension without NULL and repeated
 * elements (two numbers that differ only in scale are one), `S` as PostgreSQL prints it. Lower bounds survive in `S`
 * only. DynamoDB has no empty set: an empty array as `set` is refused here; a mapping decides with `onEmpty` before it
 * comes to that. Elements take their codec's default form.
 */
export function arrayCodec(element: PgType, elementCodec: Codec, asText: boolean): Codec {
  const elementForm = elementCodec.forms[0] as Form
  const setName = setOf(elementForm)
  const delimiter = delimiterOf(element)

  function listFromText(elements: readonly ArrayElement[]): AttributeValue {
    return {
      L: elements.map((value) =>
        value === null
          ? { NULL: true }
          : typeof value === 'string'
            ? elementCodec.fromText(value, elementForm, element)
            : listFromText(value),
      ),
    }
  }

  function setFromText(elements: readonly ArrayElement[]): AttributeValue {
    if (elements.length === 0) throw noSet('empty')
    const seen = new Set<string>()
    const values = elements.map((text) => {
      if (text === null) throw noSet('with NULL')
      if (typeof text !== 'string') throw noSet('of several dimensions')
      const value = elementCodec.fromText(text, elementForm, element)
      const same =
        'S' in value ? value.S : 'N' in value ? value.N : 'B' in value ? Buffer.from(value.B).toString('hex') : ''
      if (seen.has(same)) throw noSet('with repeated elements')
      seen.add(same)
      return value
    })
    if (setName === 'NS') return { NS: values.map((value) => ('N' in value ? value.N : '')) }
    if (setName === 'BS') return { BS: values.flatMap((value) => ('B' in value ? [value.B] : [])) }
    return { SS: values.map((value) => ('S' in value ? value.S : '')) }
  }

  const textSide = {
    types: [],
    forms: setName === null ? (['L', 'S'] as const) : (['L', 'set', 'S'] as const),
    keyAlphabet: 'free' as const,
    fromText(text: string, form: Form): AttributeValue {
      if (form === 'S') return { S: text }
      const elements = readArrayText(text, delimiter)
      if (form === 'set') return setFromText(elements)
      const list = listFromText(elements)
      checkValueLevels(list, 0)
      return list
    },
    keyFromText: (text: string) => text,
  }
  if (asText)
    return {
      ...textSide,
      json: (form, type) => castWriter(textSide, form, type),
      key: (type) => castKeyWriter(textSide, type),
    }

  return {
    ...textSide,
    json(form) {
      if (form === 'S') return stringWriter(arrayPrinter(element, elementCodec), true)
      const write = elementCodec.json(elementForm, element)
      return form === 'set' ? setWriter(setName ?? 'SS', write) : listWriter(write)
    },
    key: () => stringWriter(arrayPrinter(element, elementCodec), false),
  }
}

function setOf(form: Form): SetName | null {
  if (form === 'S' || form === 'iso') return 'SS'
  if (form === 'N' || form === 'epoch-seconds' || form === 'epoch-millis' || form === 'epoch-micros') return 'NS'
  return form === 'B' ? 'BS' : null
}

/** `box` is the one built-in type whose arrays are not separated by commas (pg_type.typdelim). */
function delimiterOf(element: PgType): string {
  const base = underlyingType(element)
  return base.kind === 'base' && base.name === 'box' ? ';' : ','
}

function noSet(what: string): ValueError {
  return new ValueError('VALUE_NOT_REPRESENTABLE', `a set cannot be made of an array ${what}`)
}

/** PostgreSQL's MAXDIM. */
const maxDimensions = 6

/**
 * Sizes of the dimensions, each at least 1; none: an empty array. Throws RangeError where they, or so many elements,
 * cannot lie in the field: nobody should write two billion elements that are not there.
 */
function dimensions(bytes: Buffer, start: number, end: number): readonly number[] {
  const length = bytes.readInt32BE(start)
  if (length < 0 || length > maxDimensions) throw new RangeError(`an array of ${length} dimensions`)
  const sizes = Array.from({ length }, (_, n) => bytes.readInt32BE(start + HEADER_BYTES + DIMENSION_BYTES * n))
  const elements = sizes.reduce((product, size) => product * size, length === 0 ? 0 : 1)
  const room = (end - start - HEADER_BYTES - DIMENSION_BYTES * length) / 4
  if (sizes.some((size) => size < 1) || elements > room) throw new RangeError('an array larger than its field')
  return sizes
}

/** Length of the element that begins at `at`, negative for NULL. Throws RangeError where it would pass the end. */
function elementLength(bytes: Buffer, at: number, end: number): number {
  const length = bytes.readInt32BE(at)
  if (length > end - at - 4) throw new RangeError('an element larger than its array')
  return length
}

function listWriter(write: BinaryWriter): BinaryWriter {
  function list(
    bytes: Buffer,
    at: number,
    end: number,
    sizes: readonly number[],
    depth: number,
    out: JsonSink,
  ): number {
    const size = sizes[depth] ?? 0
    const innermost = depth === sizes.length - 1
    out.ascii('{"L":[')
    out.itemBytes += 3
    out.level += 1
    for (let n = 0; n < size; n += 1) {
      if (n > 0) out.byte(0x2c)
      out.itemBytes += 1
      if (!innermost) {
        at = list(bytes, at, end, sizes, depth + 1, out)
        continue
      }
      const length = elementLength(bytes, at, end)
      at += 4
      if (length < 0) {
        out.ascii('{"NULL":true}')
        out.itemBytes += 1
      } else {
        write(bytes, at, at + length, out)
        at += length
      }
    }
    out.level -= 1
    out.ascii(']}')
    return at
  }
  return (bytes, start, end, out) => {
    const sizes = dimensions(bytes, start, end)
    const level = out.level
    try {
      list(bytes, start + HEADER_BYTES + DIMENSION_BYTES * sizes.length, end, sizes, 0, out)
    } finally {
      out.level = level
    }
  }
}

function setWriter(name: SetName, write: BinaryWriter): BinaryWriter {
  return (bytes, start, end, out) => {
    const sizes = dimensions(bytes, start, end)
    if (sizes.length === 0) throw noSet('empty')
    if (sizes.length > 1) throw noSet('of several dimensions')
    const seen = new Set<string>()
    let at = start + HEADER_BYTES + DIMENSION_BYTES
    out.ascii(`{"${name}":[`)
    for (let n = 0; n < (sizes[0] ?? 0); n += 1) {
      if (n > 0) out.byte(0x2c)
      const length = elementLength(bytes, at, end)
      at += 4
      if (length < 0) throw noSet('with NULL')
      const from = out.position
      write(bytes, at, at + length, out)
      at += length
      // The writer wrote `{"S":"…"}`; in a set only the string stands.
      const text = Buffer.from(out.subarray(from + SCALAR_OPEN, out.position - SCALAR_CLOSE))
      out.truncate(from)
      out.raw(text, 0, text.length)
      const same = text.toString('latin1')
      if (seen.has(same)) throw noSet('with repeated elements')
      seen.add(same)
    }
    out.ascii(']}')
  }
}

type ArrayPrinter = (bytes: Buffer, start: number, end: number) => string

/** The array as `array_out` prints it, from the send format. */
function arrayPrinter(element: PgType, elementCodec: Codec): ArrayPrinter {
  const read = pgTextReader(element, elementCodec)
  return (bytes, start, end) => {
    const sizes = dimensions(bytes, start, end)
    if (sizes.length === 0) return '{}'
    const lows = sizes.map((_, n) => bytes.readInt32BE(start + HEADER_BYTES + DIMENSION_BYTES * n + 4))
    let at = start + HEADER_BYTES + DIMENSION_BYTES * sizes.length
    const list = (depth: number): string => {
      const parts: string[] = []
      for (let n = 0; n < (sizes[depth] ?? 0); n += 1) {
        if (depth < sizes.length - 1) {
          parts.push(list(depth + 1))
          continue
        }
        const length = elementLength(bytes, at, end)
        at += 4
        parts.push(quoteArrayElement(length < 0 ? null : read(bytes, at, at + length)))
        at += Math.max(0, length)
      }
      return `{${parts.join(',')}}`
    }
    const bounds = lows.every((low) => low === 1)
      ? ''
      : `${sizes.map((size, n) => `[${lows[n]}:${(lows[n] ?? 1) + size - 1}]`).join('')}=`
    return bounds + list(0)
  }
}

function stringWriter(print: ArrayPrinter, whole: boolean): BinaryWriter {
  return (bytes, start, end, out) => {
    const text = Buffer.from(print(bytes, start, end))
    if (whole) out.ascii('{"S":"')
    out.jsonText(text, 0, text.length)
    out.itemBytes += text.length
    if (whole) out.ascii('"}')
  }
}
