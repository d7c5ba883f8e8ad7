import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { absorb, createBucketDigest, type BucketDigest } from '../digest/bucket-digest.ts'
import { createTally, tallyRow, type EntityTally } from './entity-tally.ts'
import { createItemFolder, foldScanned } from '../digest/item-folder.ts'
import { readSource, takeSnapshot } from '../expected/read-source.ts'
import { readTable } from '../found/read-table.ts'
import { runTogether } from './run-together.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * What the first look has gathered; grows by whole units (an entity of the source, a segment of a scan), so that it can
 * be saved and gone on with.
 */
export interface FirstLook {
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

export function createFirstLook(
  sizes: { readonly buckets: number; readonly indexBuckets: number; readonly segments: number },
  indexes: readonly string[],
): FirstLook {
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
 * Reads both sides at the same time and folds them. `save` follows each whole unit and each page of a scan, for the
 * state file.
 */
export async function lookFirst(context: ValidationContext, look: FirstLook, save: () => Promise<void>): Promise<void> {
  await runTogether(
    [
      (signal) => foldSource(context, look, save, signal),
      async (signal) => {
        await foldTable(context, look, save, signal)
        for (const name of look.indexes.keys())
          if (!context.absentIndexes.has(name)) await foldIndex(context, look, name, save, signal)
      },
    ],
    context.signal,
  )
}

async function foldSource(
  context: ValidationContext,
  look: FirstLook,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const entities = context.selected.filter(({ name }) => !look.tallies.has(name))
  if (entities.length === 0) return
  await using snapshot = await takeSnapshot(context, 'first-look')
  await readSource(
    context,
    snapshot,
    entities,
    (entity) => {
      const digest = createBucketDigest(look.buckets)
      const indexes = new Map([...look.indexes.keys()].map((name) => [name, createBucketDigest(look.indexBuckets)]))
      const folder = createItemFolder(context.mapping.table, digest, indexes)
      const tally = createTally(entity)
      context.emit({
        kind: 'entity-started',
        entity: entity.name,
        group: entity.group,
        total: context.estimatedRows(entity),
      })
      return {
        batch(rows) {
          for (const row of rows) {
            tallyRow(tally, row)
            if (row.kind === 'item') folder.fold(row.item)
          }
          context.emit({
            kind: 'expected-progress',
            entity: entity.name,
            group: entity.group,
            rows: tally.sourceRows,
            items: tally.expected,
          })
        },
        done() {
          absorb(look.expected, digest)
          for (const [name, part] of indexes) {
            const into = look.indexes.get(name)
            if (into !== undefined) absorb(into.expected, part)
          }
          look.tallies.set(entity.name, tally)
          context.emit({
            kind: 'entity-read',
            entity: entity.name,
            group: entity.group,
            rows: tally.sourceRows,
            items: tally.expected,
            rejected: tally.rejected,
            collapsed: tally.collapsed,
          })
          return save()
        },
      }
    },
    signal,
  )
  await snapshot.verify()
}

async function foldTable(
  context: ValidationContext,
  look: FirstLook,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const hash = new Uint32Array(4)
  const wanted = typeFilter(context)
  await readTable(
    context,
    { index: null, segments: remaining(look.segments, look.segmentsDone), totalSegments: look.segments, onPage: save },
    (segment) => {
      const digest = createBucketDigest(look.buckets)
      const types = new Map<string | null, number>()
      return {
        item(item) {
          const { type } = item
          if (!wanted(type)) return
          types.set(type, (types.get(type) ?? 0) + 1)
          foldScanned(digest, item, hash)
        },
        done() {
          absorb(look.found, digest)
          for (const [type, items] of types) look.foundTypes.set(type, (look.foundTypes.get(type) ?? 0) + items)
          look.segmentsDone.add(segment)
          return save()
        },
      }
    },
    signal,
  )
}

async function foldIndex(
  context: ValidationContext,
  look: FirstLook,
  name: string,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const into = look.indexes.get(name)
  if (into === undefined) return
  const hash = new Uint32Array(4)
  const wanted = typeFilter(context)
  await readTable(
    context,
    { index: name, segments: remaining(look.segments, into.segmentsDone), totalSegments: look.segments, onPage: save },
    (segment) => {
      const digest = createBucketDigest(look.indexBuckets)
      return {
        item(item) {
          if (wanted(item.type)) foldScanned(digest, item, hash)
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
