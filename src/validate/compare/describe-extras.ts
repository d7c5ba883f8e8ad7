import type { Item } from '../../codec/value/attribute-value.ts'
import { keyRecordText, type KeyRecord } from '../digest/key-record.ts'
import { findMisplaced } from './find-misplaced.ts'
import { takeSnapshot } from '../expected/read-source.ts'
import type { Difference } from '../report/report-schema.ts'
import type { ValidationContext } from '../validation-context.ts'

/** Says of extra items what can be said: a copy of an expected item under another key, beside it or in its place. */
export async function describeExtras(
  context: ValidationContext,
  differences: readonly Difference[],
  extras: readonly { readonly key: KeyRecord; readonly item: Item }[],
): Promise<Difference[]> {
  if (extras.length === 0) return [...differences]
  const { table } = context.mapping
  await using snapshot = await takeSnapshot(context, 'second-pass')
  const misplaced = await findMisplaced(context, snapshot.client, extras)
  await snapshot.verify()
  const there = await context.table.get(
    misplaced.map(({ expectedKey }) => expectedKey),
    context.signal,
  )
  const byKey = new Map(misplaced.map(({ key, expectedKey }) => [keyRecordText(table, key), expectedKey]))
  return differences.map((difference) => {
    const expectedKey = difference.class === 'extra' ? byKey.get(keyRecordText(table, difference.key)) : undefined
    if (expectedKey === undefined) return difference
    const duplicate = there.has(keyRecordText(table, expectedKey))
    return {
      ...difference,
      class: duplicate ? 'duplicate' : 'wrong-key',
      relatedKey: { ...expectedKey },
      note: duplicate
        ? 'the same content stands under the right key too'
        : 'this content belongs under another key, where nothing stands',
    }
  })
}
