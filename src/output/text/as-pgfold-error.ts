import { PgfoldError } from '../../errors/pgfold-error.ts'

/**
 * Every thrown thing as a `PgfoldError`. What the engine did not foresee is named by class and code only: messages of
 * drivers and of JavaScript itself quote values (`Cannot convert x to a BigInt`), and no cell value may reach a log.
 */
export function asPgfoldError(error: unknown): PgfoldError {
  if (error instanceof PgfoldError) return error
  if (isOutOfMemory(error)) return new PgfoldError('CLI_OUT_OF_MEMORY', { cause: error })
  const system = systemError(error)
  if (system?.code === 'ENOSPC' || system?.code === 'EDQUOT')
    return new PgfoldError('CLI_DISK_FULL', { detail: system.text, cause: error })
  if (system !== null) return new PgfoldError('CLI_SYSTEM', { detail: system.text, cause: error })
  return new PgfoldError('CLI_UNEXPECTED', { detail: describeClass(error), cause: error })
}

function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  return (
    code === 'ERR_WORKER_OUT_OF_MEMORY' ||
    code === 'ENOMEM' ||
    /array buffer allocation failed|out of memory|invalid array buffer length/i.test(error.message)
  )
}

/** Errors of the operating system name an operation and a path, never a value. */
function systemError(error: unknown): { readonly code: string; readonly text: string } | null {
  if (!(error instanceof Error) || !('syscall' in error) || typeof error.syscall !== 'string') return null
  const code = codeOf(error) ?? 'unknown'
  const path = 'path' in error && typeof error.path === 'string' ? ` ${error.path}` : ''
  return { code, text: `${error.syscall}${path}: ${code}` }
}

function describeClass(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = codeOf(error)
  return code === null ? error.name : `${error.name} ${code}`
}

function codeOf(error: Error): string | null {
  return 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
    ? String(error.code)
    : null
}
