import { PgfoldError } from '../errors/pgfold-error.ts'
import type { FileRights } from './durable-files.ts'

/**
 * A state or reject file that somebody else could have written is not gone on from: it names what is loaded, and holds
 * keys. `user` is the process's own; a file of root is taken too, because root could change any.
 *
 * @throws PgfoldError LEDGER_TOO_OPEN, LEDGER_OTHER_OWNER
 */
export function checkFileRights(
  path: string,
  { mode, owner }: FileRights,
  user: number | null = process.geteuid?.() ?? null,
): void {
  // Windows has neither the bits nor the ids.
  if (user === null) return
  if ((mode & 0o077) !== 0) {
    throw new PgfoldError('LEDGER_TOO_OPEN', {
      detail: `mode ${mode.toString(8).padStart(4, '0')}`,
      place: path,
      fix: `chmod 600 ${path} after making sure that nobody changed it.`,
    })
  }
  if (owner !== user && owner !== 0)
    throw new PgfoldError('LEDGER_OTHER_OWNER', { detail: `user ${owner}, this process is user ${user}`, place: path })
}
