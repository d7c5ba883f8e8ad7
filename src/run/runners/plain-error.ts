import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ErrorCode } from '../../errors/error-registry.ts'

/** An error as it crosses threads; the prototype of a class does not. */
export type PlainError =
  | {
      readonly kind: 'pgfold'
      readonly code: ErrorCode
      readonly detail: string | undefined
      readonly place: string | undefined
      readonly fix: string
      readonly cause: string | undefined
    }
  | { readonly kind: 'other'; readonly name: string; readonly message: string; readonly stack: string | undefined }

export function toPlainError(error: unknown): PlainError {
  if (error instanceof PgfoldError) {
    const { code, detail, place, fix, cause } = error
    return {
      kind: 'pgfold',
      code,
      detail,
      place,
      fix,
      cause: cause instanceof Error ? (cause.stack ?? cause.message) : undefined,
    }
  }
  if (error instanceof Error) return { kind: 'other', name: error.name, message: error.message, stack: error.stack }
  return { kind: 'other', name: 'Error', message: String(error), stack: undefined }
}

export function fromPlainError(plain: PlainError): Error {
  if (plain.kind === 'pgfold') {
    const { code, detail, place, fix, cause } = plain
    return new PgfoldError(code, {
      detail: detail?.split('\n'),
      place,
      fix,
      ...(cause === undefined ? {} : { cause: new Error(cause) }),
    })
  }
  const error = new Error(plain.message)
  error.name = plain.name
  if (plain.stack !== undefined) error.stack = plain.stack
  return error
}
