import type { ErrorCode } from '../../errors/error-registry.ts'
import type { valueErrors } from '../../errors/areas/value.ts'

/**
 * A value that cannot become part of an item. The row is rejected with this code; `detail` names sizes and types, never
 * the value.
 */
export class ValueError extends Error {
  override readonly name = 'ValueError'
  readonly code: ErrorCode & keyof typeof valueErrors
  readonly detail: string

  constructor(code: keyof typeof valueErrors, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
    this.detail = detail
  }
}
