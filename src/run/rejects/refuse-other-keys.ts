import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { RejectRecord } from '../../ledger/read-rejects.ts'
import type { SchemaRecord } from '../../mapping/schema-record.ts'

/** As `key-hashing.ts` writes a key: whatever stood there, it cannot be read from it. */
const hashed = /^(?:hmac-)?sha256:[0-9a-f]{16}$/

/**
 * Throws RETRY_KEYS_HASHED where the rejects do not name their rows, and RETRY_OTHER_KEYS where the rows that they name,
 * or the items that would be made of them, are told apart by other rules than those of the run.
 */
export function refuseOtherKeys(before: SchemaRecord, now: SchemaRecord, rejects: readonly RejectRecord[]): void {
  const isHashed = ({ sourceKey }: RejectRecord): boolean => {
    const texts = Object.values(sourceKey).filter((text) => text !== null)
    return texts.length > 0 && texts.every((text) => hashed.test(text))
  }
  const hashes = rejects.filter(isHashed).length
  if (hashes > 0) throw new PgfoldError('RETRY_KEYS_HASHED', { detail: `${hashes} of ${rejects.length} rows` })
  const [keysBefore, keysNow] = [before, now].map(
    ({ entities }) => new Map(entities.map(({ name, keys }) => [name, keys])),
  )
  const differing = [...new Set(rejects.map(({ entity }) => entity))].filter(
    (entity) => keysNow?.get(entity) === undefined || keysNow.get(entity) !== keysBefore?.get(entity),
  )
  if (differing.length > 0) throw new PgfoldError('RETRY_OTHER_KEYS', { detail: differing.join(', ') })
}
