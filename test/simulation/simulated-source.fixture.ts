import type { EntityName } from '../../src/brand.ts'
import type { EncodedRow } from '../../src/encode/compiled/row-encoder.ts'
import { encodedItem } from '../../src/encode/encoded-item.fixture.ts'
import { PgfoldError } from '../../src/errors/pgfold-error.ts'
import type { Chunk, KeyRange } from '../../src/postgres/chunks/chunk.ts'
import type { CutRange } from '../../src/postgres/chunks/chunk-walk.ts'
import type { ChunkSource } from '../../src/run/runners/chunk-source.ts'
import type { SimulatedProcess, World } from './simulated-world.fixture.ts'

/** What becomes of the rows of one key. */
export type Fate = 'item' | 'rejected by the encoder' | 'refused by the service'

/** All source rows that share one key. */
export interface KeyRows {
  readonly entity: EntityName
  readonly key: number
  /** Source rows that collapse into one item. */
  readonly rows: number
  readonly fate: Fate
  readonly body: string
}

export interface SimulatedEntity {
  readonly entity: EntityName
  readonly group: string
  /** Whole: the entity is read in one chunk. */
  readonly whole: boolean
  /** In key order. */
  readonly keys: readonly KeyRows[]
}

export type SimulatedSource = readonly SimulatedEntity[]

/** Three entities: plain rows, rows that collapse, and one that cannot be cut. */
export function simulatedSource(world: World): SimulatedSource {
  const entity = (name: string, group: string, most: number, maxRows: number, whole: boolean): SimulatedEntity => {
    let key = world.between(-50, 50)
    const keys = Array.from({ length: world.between(0, most) }, (): KeyRows => {
      key += world.between(1, 9)
      const dice = world.clock.random()
      return {
        entity: name as EntityName,
        key,
        rows: world.between(1, maxRows),
        fate: dice < 0.02 ? 'rejected by the encoder' : dice < 0.04 ? 'refused by the service' : 'item',
        body: 'x'.repeat(world.between(0, world.chance(0.1) ? 3000 : 40)),
      }
    })
    return { entity: name as EntityName, group, whole, keys }
  }
  return [
    entity('PLAIN', 'first', 260, 1, false),
    entity('COLLAPSED', 'first', 120, 4, false),
    entity('WHOLE', 'second', 60, 1, true),
  ]
}

export interface SourceFaults {
  /** Probability that the session of a reader is lost while it reads a chunk. */
  lost: number
}

/** Cuts what is pending as `ChunkWalk` does: in key order, a chunk at a time. */
export function simulatedWalk(
  { whole, keys }: SimulatedEntity,
  pending: readonly KeyRange[],
  process: SimulatedProcess,
  world: World,
): { next: (rows: number) => Promise<CutRange | null> } {
  const left = [...pending]
  return {
    async next(rows) {
      await process.wait(world.between(0, 4))
      const range = left.shift()
      if (range === undefined) return null
      const inside = keysIn(keys, range)
      const total = inside.reduce((sum, key) => sum + key.rows, 0)
      if (whole || range.kind !== 'range') return { range, rows: whole ? null : total }
      let taken = 0
      const next = inside.find((key) => {
        if (taken >= rows) return true
        taken += key.rows
        return false
      })
      if (next === undefined) return { range, rows: total }
      const bound = [String(next.key)]
      left.unshift({ kind: 'range', low: bound, high: range.high })
      return { range: { kind: 'range', low: range.low, high: bound }, rows: taken }
    },
  }
}

/** The rows of a chunk, encoded, over a session that may be lost. */
export function simulatedChunkSource(
  { keys }: SimulatedEntity,
  chunk: Chunk,
  process: SimulatedProcess,
  world: World,
  faults: SourceFaults,
): ChunkSource {
  const inside = keysIn(keys, chunk.range)
  return {
    counters: { indexKeysSkipped: new Map(), lookupsMissed: new Map() },
    async read(take, room, signal) {
      for (const [at, key] of inside.entries()) {
        if (at % 16 === 0) {
          await process.wait(world.between(0, 5))
          signal.throwIfAborted()
          if (world.chance(faults.lost)) throw new PgfoldError('SOURCE_CONNECTION_LOST', { detail: 'simulated' })
          await room()
        }
        take(encodedRow(key))
      }
    },
    async count(signal) {
      await process.wait(world.between(0, 5))
      signal.throwIfAborted()
      return inside.reduce((sum, key) => sum + key.rows, 0)
    },
  }
}

function encodedRow(key: KeyRows): EncodedRow {
  const sourceKey = { id: String(key.key) }
  if (key.fate === 'rejected by the encoder') {
    const row = { entity: key.entity, sourceKey, itemKey: null, code: 'VALUE_ITEM_TOO_LARGE', detail: 'simulated' }
    return { kind: 'rejected', row, rows: key.rows }
  }
  const json = Buffer.from(
    JSON.stringify({
      pk: { S: `${key.entity}#${key.key}` },
      sk: { S: 'METADATA' },
      rows: { N: String(key.rows) },
      body: { S: key.body },
      ...(key.fate === 'refused by the service' ? { poison: { BOOL: true } } : {}),
    }),
  )
  const item = encodedItem({
    entity: key.entity,
    json,
    bytes: json.length,
    writeUnits: Math.ceil(json.length / 1024),
    sourceKey: Buffer.from(JSON.stringify(sourceKey)),
  })
  return { kind: 'item', item, rows: key.rows }
}

function keysIn(keys: readonly KeyRows[], range: KeyRange): readonly KeyRows[] {
  if (range.kind === 'all') return keys
  if (range.kind === 'nulls') return []
  const low = range.low === null ? -Infinity : Number(range.low[0])
  const high = range.high === null ? Infinity : Number(range.high[0])
  return keys.filter(({ key }) => key >= low && key < high)
}
