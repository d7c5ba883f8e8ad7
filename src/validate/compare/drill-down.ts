import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { unequalBuckets, type BucketDigest } from '../digest/bucket-digest.ts'
import { canonicalItem } from '../digest/canonical-item.ts'
import { hash128 } from '../digest/hash128.ts'
import { bucketHash } from '../digest/bucket-hash.ts'
import { itemKeyRecord, itemKeyText, scannedKeyRecord, scannedKeyText, type KeyRecord } from '../digest/key-record.ts'
import type { ScannedItem } from '../found/wire-scanner.ts'
import { SuspectTable, suspectTableBytes } from '../digest/suspect-table.ts'

/** An item that may differ: the second pass decides. */
export interface Suspect {
  readonly key: KeyRecord
  readonly class: 'missing' | 'extra' | 'different' | 'collision'
  /** Number of the entity that expects the item; null for an extra one. */
  readonly entity: number | null
  /** The type that a found item carries. */
  readonly type: string | null
  /** What `entryKey` of the input made of a found item. */
  readonly entryKey: KeyRecord | null
}

export interface DrillDownInput {
  readonly table: ResolvedTable
  readonly expected: BucketDigest
  readonly found: BucketDigest
  /** Attributes that count, for an index that carries only some. */
  readonly names?: readonly string[] | undefined
  /** Reads all expected items; `entity` is any number of the caller's. */
  readonly readExpected: (visit: (entity: number, item: Item) => void) => Promise<void>
  readonly readFound: (visit: (item: ScannedItem) => void) => Promise<void>
  /** The key under which an index lists a found item, where an index is read. */
  readonly entryKey?: ((item: Item) => KeyRecord | null) | undefined
  /** Suspects kept by key, for each class; all are counted. */
  readonly maxSuspects: number
  /** Memory for one round. */
  readonly bytes: number
  readonly onRound?: (round: { readonly buckets: number; readonly items: number; readonly round: number }) => void
}

export interface DrillDownResult {
  readonly suspects: readonly Suspect[]
  /** By entity number. */
  readonly missing: ReadonlyMap<number, number>
  readonly different: ReadonlyMap<number, number>
  readonly collisions: ReadonlyMap<number, number>
  /** By the type that the item carries. */
  readonly extra: ReadonlyMap<string | null, number>
}

/** Keys kept as text while a round is read, so that missing items need no further pass: about 200 bytes each. */
const retainedKeys = 100_000

/**
 * Opens the buckets in which the two sides differ and tells every item in them apart, in rounds of bounded memory: the
 * expected items of a round's buckets are kept as hashes, then the found ones are held against them. Buckets that are
 * empty on one side need no table: all of the other side's items differ. Counts are exact whatever their number.
 */
export async function drillDown(input: DrillDownInput): Promise<DrillDownResult> {
  const state: DrillDownState = {
    input,
    suspects: [],
    perClass: new Map(),
    missing: new Map(),
    different: new Map(),
    collisions: new Map(),
    extra: new Map(),
  }
  const oneSided = new Set<number>()
  const rounds: { buckets: Set<number>; items: number }[] = []
  for (const bucket of unequalBuckets(input.expected, input.found)) {
    const items = input.expected.counts[bucket] ?? 0
    if (items === 0 || input.found.counts[bucket] === 0) {
      oneSided.add(bucket)
      continue
    }
    const last = rounds.at(-1)
    if (last === undefined || suspectTableBytes(roomFor(last.items + items)) > input.bytes)
      rounds.push({ buckets: new Set([bucket]), items })
    else {
      last.buckets.add(bucket)
      last.items += items
    }
  }
  // The one-sided buckets ride along with the first round.
  if (rounds.length === 0 && oneSided.size > 0) rounds.push({ buckets: new Set(), items: 0 })
  for (const [at, round] of rounds.entries()) {
    const aside = at === 0 ? oneSided : new Set<number>()
    input.onRound?.({ buckets: round.buckets.size + aside.size, items: round.items, round: at + 1 })
    await openRound(state, round.buckets, aside, round.items)
  }
  return state
}

interface DrillDownState extends DrillDownResult {
  readonly input: DrillDownInput
  readonly suspects: Suspect[]
  readonly perClass: Map<Suspect['class'], number>
  readonly missing: Map<number, number>
  readonly different: Map<number, number>
  readonly collisions: Map<number, number>
  readonly extra: Map<string | null, number>
}

async function openRound(
  state: DrillDownState,
  buckets: ReadonlySet<number>,
  oneSided: ReadonlySet<number>,
  items: number,
): Promise<void> {
  const { input } = state
  const { table, names } = input
  const mask = input.expected.buckets - 1
  const suspects = new SuspectTable(roomFor(items))
  const retained = new Map<number, KeyRecord>()
  const keyHash = new Uint32Array(4)
  const content = new Uint32Array(4)

  await input.readExpected((entity, item) => {
    const text = itemKeyText(table, item)
    const bucket = bucketHash(text) & mask
    if (oneSided.has(bucket)) {
      add(state.missing, entity)
      suspect(state, { key: itemKeyRecord(table, item), class: 'missing', entity, type: null, entryKey: null })
    } else if (buckets.has(bucket)) {
      hash128(text, keyHash)
      hash128(canonicalItem(item, names), content)
      const slot = suspects.add(keyHash, content, entity)
      if (slot === -1) {
        add(state.collisions, entity)
        suspect(state, { key: itemKeyRecord(table, item), class: 'collision', entity, type: null, entryKey: null })
      } else if (retained.size < retainedKeys) retained.set(slot, itemKeyRecord(table, item))
    }
  })

  await input.readFound((item) => {
    const text = scannedKeyText(item)
    const bucket = bucketHash(text) & mask
    const aside = oneSided.has(bucket)
    if (!aside && !buckets.has(bucket)) return
    hash128(text, keyHash)
    hash128(item.canonical, content)
    const met = aside ? { slot: -1, state: 'unseen' } : suspects.meet(keyHash, content)
    if (met.state === 'equal') return
    const entity = met.slot === -1 ? null : suspects.entityOf(met.slot)
    if (entity === null) add(state.extra, item.type)
    else add(state.different, entity)
    const kind = entity === null ? 'extra' : 'different'
    if (!hasRoom(state, kind)) return
    suspect(state, {
      key: scannedKeyRecord(table, item),
      class: kind,
      entity,
      type: item.type,
      entryKey: input.entryKey?.(item.parse()) ?? null,
    })
  })

  const unnamed = new Set<number>()
  for (const { slot, entity, state: seen } of suspects.entries()) {
    if (seen !== 'unseen') continue
    add(state.missing, entity)
    const key = retained.get(slot)
    if (key === undefined) unnamed.add(slot)
    else suspect(state, { key, class: 'missing', entity, type: null, entryKey: null })
  }
  if (unnamed.size === 0 || !hasRoom(state, 'missing')) return
  // More keys than were kept as text: the missing ones are read once more, until enough are named.
  await input.readExpected((entity, item) => {
    if (!hasRoom(state, 'missing')) return
    const text = itemKeyText(table, item)
    if (!buckets.has(bucketHash(text) & mask)) return
    hash128(text, keyHash)
    if (unnamed.delete(suspects.slotOf(keyHash)))
      suspect(state, { key: itemKeyRecord(table, item), class: 'missing', entity, type: null, entryKey: null })
  })
}

/** A newer snapshot may hold a few more rows than were counted. */
function roomFor(items: number): number {
  return Math.ceil(items * 1.1) + 4096
}

function hasRoom(state: DrillDownState, kind: Suspect['class']): boolean {
  return (state.perClass.get(kind) ?? 0) < state.input.maxSuspects
}

function suspect(state: DrillDownState, one: Suspect): void {
  if (!hasRoom(state, one.class)) return
  add(state.perClass, one.class)
  state.suspects.push(one)
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
