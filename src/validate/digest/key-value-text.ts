import type { AttributeValue } from '../../codec/value/attribute-value.ts'
import { plainNumberText } from './plain-number-text.ts'

/** The text of a key attribute; null for what no key can be. */
export function keyValueText(value: AttributeValue | undefined): string | null {
  if (value === undefined) return null
  if ('S' in value) return value.S
  if ('N' in value) return plainNumberText(value.N)
  return 'B' in value ? Buffer.from(value.B).toString('base64') : null
}
