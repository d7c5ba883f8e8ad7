import { setTimeout as sleep } from 'node:timers/promises'
import { differingAttributes } from './differing-attributes.ts'
import { plainItem } from './plain-item.ts'
import { classifyDifference } from './classify-difference.ts'
import type { Item } from '../../codec/value/attribute-value.ts'
import { expectedByKey, type ExpectedItem } from '../expected/expected-by-key.ts'
import { itemType, keyRecordText, type KeyRecord } from '../digest/key-record.ts'
import { takeSnapshot } from '../expected/read-source.ts'
import type { AttributeDifferenceRecord, DifferenceClass } from '../report/report-schema.ts'
import { readKey } from '../expected/read-key.ts'
import { distinctKeys } from '../found/table-reader.ts'
import type { ValidationContext } from '../validation-context.ts'

/** A key under which source and table differ, as seen in one snapshot and one consistent read after it. */
export interface ConfirmedDifference {
  readonly key: KeyRecord
  readonly class: DifferenceClass
  readonly attributes: readonly AttributeDifferenceRecord[]
  readonly note: string | null
  readonly expected: ExpectedItem | null
  readonly found: Item | null
}

export interface SecondPass<Kept> {
  readonly kept: readonly Kept[]
  /** Keys that were equal in the newer snapshot. */
  readonly cleared: number
}

/**
 * Compares suspects again, each time in a newer snapshot: the source first, then a consistent read of the items. What
 * is equal in any of these passes was a change under way. `keep` reduces each difference of the last one to what the
 * caller needs, so that items do not pile up.
 */
export async function runSecondPass<Kept>(
  context: ValidationContext,
  suspects: readonly KeyRecord[],
  keep: (difference: ConfirmedDifference) => Kept,
): Promise<SecondPass<Kept>> {
  const all = distinctKeys(context.mapping.table, suspects)
  let keys: readonly KeyRecord[] = all
  const { secondPasses, secondPassPauseMs } = context.settings
  for (let round = 1; round <= secondPasses && keys.length > 0; round += 1) {
    context.emit({ kind: 'second-pass', keys: keys.length, round })
    if (round > 1) await sleep(secondPassPauseMs, undefined, { signal: context.signal })
    const last = round === secondPasses
    const still: KeyRecord[] = []
    const kept: Kept[] = []
    await compareKeys(context, keys, (difference) => {
      if (last) kept.push(keep(difference))
      else still.push(difference.key)
    })
    if (last) return { kept, cleared: all.length - kept.length }
    keys = still
  }
  return { kept: [], cleared: all.length }
}

/** Compares these keys once, in a snapshot of its own. What `onDifference` was told is void when it throws. */
export async function compareKeys(
  context: ValidationContext,
  keys: readonly KeyRecord[],
  onDifference: (difference: ConfirmedDifference) => void,
): Promise<void> {
  const { mapping, selected } = context
  await using snapshot = await takeSnapshot(context, 'second-pass')
  const asked = { ...mapping, entities: selected }
  for (let at = 0, size = batchSize(context, keys); at < keys.length; at += size) {
    const batch = keys.slice(at, at + size)
    const expected = await expectedByKey(snapshot.client, asked, batch, context.hasIndex, context.signal)
    const found = await context.table.get(batch, context.signal)
    for (const key of batch) {
      const text = keyRecordText(mapping.table, key)
      const difference = differenceAt(context, key, expected.get(text) ?? [], found.get(text) ?? null)
      if (difference !== null) onDifference(difference)
    }
  }
  await snapshot.verify()
}

/**
 * 500 items of either side stay small; where a key cannot be read backwards, each batch reads a whole entity, so there
 * are few.
 */
function batchSize({ mapping, selected }: ValidationContext, keys: readonly KeyRecord[]): number {
  const whole = keys.some((key) => selected.some((entity) => readKey(mapping.table, entity, key).kind === 'unknown'))
  return whole ? 20_000 : 500
}

function differenceAt(
  context: ValidationContext,
  key: KeyRecord,
  claims: readonly ExpectedItem[],
  found: Item | null,
): ConfirmedDifference | null {
  const { table } = context.mapping
  const [expected] = claims
  if (expected === undefined) {
    if (found === null) return null
    const type = itemType(table, found)
    const known = context.mapping.entities.some(({ name }) => name === type)
    if (!context.whole && !context.selected.some(({ name }) => name === type)) return null
    return {
      key,
      class: known ? 'extra' : 'unknown-type',
      attributes: [],
      note: known ? null : 'no entity of the mapping has this type',
      expected: null,
      found,
    }
  }
  if (claims.length > 1) {
    const names = [...new Set(claims.map(({ entity }) => entity.name))].join(' and ')
    return {
      key,
      class: 'collision',
      attributes: [],
      note: `${claims.length} source rows (${names}) claim this key`,
      expected,
      found,
    }
  }
  if (found === null) return { key, class: 'missing', attributes: [], note: null, expected, found }
  const [wanted, there] = [expected.item, found].map((item) => plainItem(item, expected.item, expected.entity))
  const attributes = differingAttributes(wanted ?? {}, there ?? {}, { showValues: context.settings.showValues })
  if (attributes.length === 0) return null
  return { key, ...classifyDifference(table, expected.entity, attributes, found), attributes, expected, found }
}
