import { PgfoldError } from '../../errors/pgfold-error.ts'
import { keyHashing, type HashKeys, type KeyHashing } from '../../key-hashing.ts'
import { itemKeyRecord, keyRecordText, scannedKeyRecord, type KeyRecord } from '../digest/key-record.ts'
import { readExpectedItems } from '../expected/read-source.ts'
import { allSegments, readTable } from '../found/read-table.ts'
import type { ValidationReport } from '../report/report-schema.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * How the keys of a report were hashed; null: they are in the clear. Throws VALIDATE_REPORT_FOREIGN where the secret is
 * another one.
 */
export function reportHashing({ keyHash }: ValidationReport, option: HashKeys | undefined): KeyHashing | null {
  if (keyHash === null) return null
  const secret = typeof option === 'object' ? option : null
  const hashing = keyHash.method === 'sha256' ? keyHashing(true) : keyHashing(secret ?? undefined)
  if (hashing?.check === keyHash.check) return hashing
  throw new PgfoldError('VALIDATE_REPORT_FOREIGN', {
    detail:
      hashing === null
        ? 'its keys are hashed with a secret, and none is given'
        : 'its keys are hashed with another secret',
    fix: 'Set PGFOLD_KEY_SECRET to the secret of the validation and add --hash-keys, or validate again.',
  })
}

/**
 * The keys behind the hashes of a report. A hash cannot be turned around, so every expected item of the source is
 * derived once and, for what is left, the whole table is read once: as much as a first pass of a validation. Only the
 * keys that were asked for are kept. Hashes of items that are on neither side any more find nothing: there is nothing
 * to repair.
 */
export async function findHashedKeys(
  context: ValidationContext,
  hashes: readonly KeyRecord[],
  hashing: KeyHashing,
): Promise<readonly KeyRecord[]> {
  const { table } = context.mapping
  const left = new Set(hashes.map((hash) => keyRecordText(table, hash)))
  const found: KeyRecord[] = []
  const take = (key: KeyRecord): void => {
    if (left.delete(keyRecordText(table, hashing.record(key)))) found.push(key)
  }
  await readExpectedItems(context, (_entity, item) => take(itemKeyRecord(table, item)))
  if (left.size === 0) return found
  const totalSegments = context.settings.scanSegments
  await readTable(
    context,
    { index: null, segments: allSegments(totalSegments), totalSegments },
    () => ({ item: (item) => take(scannedKeyRecord(table, item)) }),
    context.signal,
  )
  return found
}
