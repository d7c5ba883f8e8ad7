import { numberBytes } from './attribute-bytes.ts'
import type { AttributeValue } from './attribute-value.ts'
import type { JsonSink } from '../json/json-sink.ts'

/** Writes an attribute value that exists as an object, with its size; for rare types, where speed does not matter. */
export function writeAttributeValue(value: AttributeValue, out: JsonSink): void {
  if ('S' in value) {
    out.ascii('{"S":"')
    writeString(value.S, out)
    out.ascii('"}')
  } else if ('N' in value) {
    out.ascii(`{"N":"${value.N}"}`)
    out.itemBytes += numberBytes(value.N)
  } else if ('B' in value) {
    out.ascii('{"B":"')
    writeBase64(value.B, out)
    out.ascii('"}')
  } else if ('L' in value) {
    out.ascii('{"L":[')
    out.itemBytes += 3
    separated(value.L, out, (element) => {
      out.itemBytes += 1
      writeAttributeValue(element, out)
    })
    out.ascii(']}')
  } else if ('M' in value) {
    out.ascii('{"M":{')
    out.itemBytes += 3
    separated(Object.entries(value.M), out, ([name, field]) => {
      out.itemBytes += 1
      out.byte(0x22)
      writeString(name, out)
      out.ascii('":')
      writeAttributeValue(field, out)
    })
    out.ascii('}}')
  } else if ('SS' in value) {
    writeSet('SS', value.SS, out, (text) => writeString(text, out))
  } else if ('NS' in value) {
    writeSet('NS', value.NS, out, (text) => {
      out.ascii(text)
      out.itemBytes += numberBytes(text)
    })
  } else if ('BS' in value) {
    writeSet('BS', value.BS, out, (bytes) => writeBase64(bytes, out))
  } else {
    out.ascii('BOOL' in value ? `{"BOOL":${value.BOOL}}` : '{"NULL":true}')
    out.itemBytes += 1
  }
}

function writeSet<T>(name: string, values: readonly T[], out: JsonSink, write: (value: T) => void): void {
  out.ascii(`{"${name}":[`)
  separated(values, out, (value) => {
    out.byte(0x22)
    write(value)
    out.byte(0x22)
  })
  out.ascii(']}')
}

function separated<T>(values: readonly T[], out: JsonSink, write: (value: T) => void): void {
  for (const [index, value] of values.entries()) {
    if (index > 0) out.byte(0x2c)
    write(value)
  }
}

function writeString(text: string, out: JsonSink): void {
  const bytes = Buffer.from(text)
  out.jsonText(bytes, 0, bytes.length)
  out.itemBytes += bytes.length
}

function writeBase64(bytes: Uint8Array, out: JsonSink): void {
  out.base64(bytes, 0, bytes.length)
  out.itemBytes += bytes.length
}
