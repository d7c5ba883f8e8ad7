import type { AttributeValue } from '../../codec/value/attribute-value.ts'
import { assertNever } from '../../assert-never.ts'

/**
 * An attribute value as DynamoDB JSON, binary in base64. For values that are written once; rows go through `JsonSink`.
 */
export function attributeJson(value: AttributeValue): string {
  if ('B' in value) return JSON.stringify({ B: base64(value.B) })
  if ('BS' in value) return JSON.stringify({ BS: value.BS.map(base64) })
  if ('L' in value) return `{"L":[${value.L.map(attributeJson).join(',')}]}`
  if ('M' in value)
    return `{"M":{${Object.entries(value.M)
      .map(([name, entry]) => `${JSON.stringify(name)}:${attributeJson(entry)}`)
      .join(',')}}}`
  if ('S' in value || 'N' in value || 'BOOL' in value || 'NULL' in value || 'SS' in value || 'NS' in value)
    return JSON.stringify(value)
  return assertNever(value)
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
