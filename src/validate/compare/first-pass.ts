import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { absorb, createBucketDigest, type BucketDigest } from '../digest/bucket-digest.ts'
import { createTally, tallyRow, type EntityTally } from './entity-tally.ts'
import { createItemDigester, digestScanned } from '../digest/item-digester.ts'
import { readSource, takeSnapshot } from '../expected/read-source.ts'
import { readTable } from '../found/read-table.ts'
import { runTogether } from './run-together.ts'
import { tallyEvents } from './tally-events.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * What the first pass has gathered; grows by whole units (an entity of the source, a segment of a scan), so that it can
 * be saved and resumed.
 */
export interface FirstPass {
  readonly buckets: number
  readonly indexBuckets: number
  readonly segments: number
  readonly expected: BucketDigest
  readonly found: BucketDigest
  /** By index name: what the index must hold, and what it holds. */
  readonly indexes: ReadonlyMap<
    string,
    { readonly expected: BucketDigest; readonly found: BucketDigest; readonly segmentsDone: Set<number> }
  >
  /** Entities read whole. */
  readonly tallies: Map<string, EntityTally>
  readonly segmentsDone: Set<number>
  /** Items of the table by type, over the segments done. */
  readonly foundTypes: Map<string | null, number>
}

export function createFirstPass(
  sizes: { readonly buckets: number; readonly indexBuckets: number; readonly segments: number },
  indexes: readonly string[],
): FirstPass {
  return {
    ...sizes,
    expected: createBucketDigest(sizes.buckets),
    found: createBucketDigest(sizes.buckets),
    indexes: new Map(
      indexes.map((name) => [
        name,
        {
          expected: createBucketDigest(sizes.indexBuckets),
          found: createBucketDigest(sizes.indexBuckets),
          segmentsDone: new Set<number>(),
        },
      ]),
    ),
    tallies: new Map(),
    segmentsDone: new Set(),
    foundTypes: new Map(),
  }
}

/**
 * Reads both sides at the same time and adds them up. `save` follows each whole unit and each page of a scan, for the
 * state file.
 */
export async function runFirstPass(
  context: ValidationContext,
  pass: FirstPass,
  save: () => Promise<void>,
): Promise<void> {
  await runTogether(
    [
      (signal) => digestSource(context, pass, save, signal),
      async (signal) => {
        await digestTable(context, pass, save, signal)
        for (const name of pass.indexes.keys())
          if (!context.absentIndexes.has(name)) await digestIndex(context, pass, name, save, signal)
      },
    ],
    context.signal,
  )
}

async function digestSource(
  context: ValidationContext,
  pass: FirstPass,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const entities = context.selected.filter(({ name }) => !pass.tallies.has(name))
  if (entities.length === 0) return
  await using snapshot = await takeSnapshot(context, 'first-pass')
  await readSource(
    context,
    snapshot,
    entities,
    (entity) => {
      const digest = createBucketDigest(pass.buckets)
      const indexes = new Map([...pass.indexes.keys()].map((name) => [name, createBucketDigest(pass.indexBuckets)]))
      const folder = createItemDigester(context.mapping.table, digest, indexes)
      const tally = createTally(entity)
      const events = tallyEvents(context, entity, tally)
      events.started(context.estimatedRows(entity))
      return {
        batch(rows) {
          for (const row of rows) {
            tallyRow(tally, row)
            if (row.kind === 'item') folder.digest(row.item)
          }
          events.progress()
        },
        done() {
          absorb(pass.expected, digest)
          for (const [name, part] of indexes) {
            const into = pass.indexes.get(name)
            if (into !== undefined) absorb(into.expected, part)
          }
          pass.tallies.set(entity.name, tally)
          events.read()
          return save()
        },
      }
    },
    signal,
  )
  await snapshot.verify()
}

async function digestTable(
  context: ValidationContext,
  pass: FirstPass,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const hash = new Uint32Array(4)
  const wanted = typeFilter(context)
  await readTable(
    context,
    { index: null, segments: remaining(pass.segments, pass.segmentsDone), totalSegments: pass.segments, onPage: save },
    (segment) => {
      const digest = createBucketDigest(pass.buckets)
      const types = new Map<string | null, number>()
      return {
        item(item) {
          const { type } = item
          if (!wanted(type)) return
          types.set(type, (types.get(type) ?? 0) + 1)
          digestScanned(digest, item, hash)
        },
        done() {
          absorb(pass.found, digest)
          for (const [type, items] of types) pass.foundTypes.set(type, (pass.foundTypes.get(type) ?? 0) + items)
          pass.segmentsDone.add(segment)
          return save()
        },
      }
    },
    signal,
  )
}

async function digestIndex(
  context: ValidationContext,
  pass: FirstPass,
  name: string,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const into = pass.indexes.get(name)
  if (into === undefined) return
  const hash = new Uint32Array(4)
  const wanted = typeFilter(context)
  await readTable(
    context,
    { index: name, segments: remaining(pass.segments, into.segmentsDone), totalSegments: pass.segments, onPage: save },
    (segment) => {
      const digest = createBucketDigest(pass.indexBuckets)
      return {
        item(item) {
          if (wanted(item.type)) digestScanned(digest, item, hash)
        },
        done() {
          absorb(into.found, digest)
          into.segmentsDone.add(segment)
          return save()
        },
      }
    },
    signal,
  )
}

/** Of a part of the mapping only the items of its types are looked at; of the whole, every item. */
export function typeFilter(context: ValidationContext): (type: string | null) => boolean {
  if (context.whole) return () => true
  const names = new Set<string | null>(context.selected.map(({ name }: ResolvedEntity) => name))
  return (type) => names.has(type)
}

function remaining(segments: number, done: ReadonlySet<number>): number[] {
  return Array.from({ length: segments }, (_, segment) => segment).filter((segment) => !done.has(segment))
}
