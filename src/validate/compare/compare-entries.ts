import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedIndex } from '../../mapping/resolved.ts'
import { indexKeyRecord, itemType, keyRecordText, itemKeyText, type KeyRecord } from '../digest/key-record.ts'
import { expectedByKey } from '../expected/expected-by-key.ts'
import { takeSnapshot } from '../expected/read-source.ts'
import type { AttributeDifferenceRecord } from '../report/report-schema.ts'
import type { ValidationContext } from '../validation-context.ts'
import { plainItem } from './plain-item.ts'
import { differingAttributes } from './differing-attributes.ts'
import type { Suspect } from './drill-down.ts'
import { carriedNames, landsInIndex } from './lands-in-index.ts'

/** An entry of an index that differs from what the source requires, as seen in one snapshot and one read after it. */
export interface EntryDifference {
  readonly suspect: Suspect
  readonly key: KeyRecord
  readonly entity: string | null
  readonly class: 'missing' | 'extra' | 'different'
  readonly attributes: readonly AttributeDifferenceRecord[]
}

/**
 * One pass over entries of an index, in a snapshot of its own: what the source requires now, and what the index answers
 * for the index keys of either side.
 */
export async function compareEntries(
  context: ValidationContext,
  index: ResolvedIndex,
  suspects: readonly Suspect[],
): Promise<readonly EntryDifference[]> {
  const differences: EntryDifference[] = []
  const { mapping } = context
  const { table } = mapping
  const names = carriedNames(table, index)
  const compared = {
    showValues: context.settings.showValues,
    ...(names === undefined ? {} : { names: new Set(names) }),
  }
  await using snapshot = await takeSnapshot(context, 'second-pass')
  for (let at = 0; at < suspects.length; at += 500) {
    const batch = suspects.slice(at, at + 500)
    const expected = await expectedByKey(
      snapshot.client,
      { ...mapping, entities: context.selected },
      batch.map(({ key }) => key),
      context.hasIndex,
      context.signal,
    )
    const wantedKeys = new Set(batch.map(({ key }) => keyRecordText(table, key)))
    // Many items may share one index key (all of a type): each index key is asked for once per batch.
    const asked = new Map<string, Map<string, Item>>()
    const findEntry = async (text: string, entryKey: KeyRecord | null): Promise<Item | null> => {
      if (entryKey === null) return null
      const name = JSON.stringify(entryKey)
      const known = asked.get(name) ?? (await entriesAmong(context, index, entryKey, wantedKeys))
      asked.set(name, known)
      return known.get(text) ?? null
    }
    for (const suspect of batch) {
      const { key, entryKey } = suspect
      const text = keyRecordText(table, key)
      const claim = expected.get(text)?.[0]
      const wanted = claim !== undefined && landsInIndex(index, claim.item) ? claim.item : null
      const entry =
        (wanted === null ? null : await findEntry(text, indexKeyRecord(index, wanted))) ??
        (await findEntry(text, entryKey))
      if (wanted === null && entry === null) continue
      const attributes =
        claim === undefined || wanted === null || entry === null
          ? []
          : differingAttributes(
              plainItem(wanted, wanted, claim.entity),
              plainItem(entry, wanted, claim.entity),
              compared,
            )
      const kind = entry === null ? 'missing' : wanted === null ? 'extra' : attributes.length > 0 ? 'different' : null
      if (kind === null) continue
      const entity = claim?.entity.name ?? (entry === null ? null : itemType(table, entry))
      differences.push({ suspect, key, entity, class: kind, attributes })
    }
  }
  await snapshot.verify()
  return differences
}

async function entriesAmong(
  context: ValidationContext,
  index: ResolvedIndex,
  entryKey: KeyRecord,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Item>> {
  const entries = await context.table.entries(index.name, entryKey, context.signal)
  return new Map(
    entries
      .map((entry) => [itemKeyText(context.mapping.table, entry), entry] as const)
      .filter(([text]) => wanted.has(text)),
  )
}
