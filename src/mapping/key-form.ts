import { assertNever } from '../assert-never.ts'
import type { Form } from '../codec/value/attribute-value.ts'
import type { TemplateFormat } from './resolved.ts'
import type { KeyType } from './schema/table-schema.ts'

/**
 * The form of the value that makes a key attribute of type N or B, null where the format makes text: `{seq}` is the
 * number itself, `{created_at|epoch-millis}` the time as one, `{digest}` the bytes.
 */
export function typedKeyForm(type: 'N' | 'B', format: TemplateFormat | null): Form | null {
  if (format === null) return type
  if (type === 'B') return null
  return format.kind === 'epoch-seconds' || format.kind === 'epoch-millis' || format.kind === 'epoch-micros'
    ? format.kind
    : null
}

/** The type of an attribute in this form, null where it cannot be a key. */
export function keyTypeOfForm(form: Form): KeyType | null {
  switch (form) {
    case 'S':
    case 'iso':
      return 'S'
    case 'N':
    case 'epoch-seconds':
    case 'epoch-millis':
    case 'epoch-micros':
      return 'N'
    case 'B':
      return 'B'
    case 'BOOL':
    case 'L':
    case 'M':
    case 'set':
    case 'document':
      return null
    default:
      return assertNever(form)
  }
}
