import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntityName, Lsn, MappingHash, TableArn } from '../brand.ts'
import type { Chunk, KeyRange } from '../postgres/chunks/chunk.ts'
import { nodeFiles, type DurableFiles } from './durable-files.ts'
import type { LedgerInit } from './ledger-state.ts'
import type { ChunkResult, EntityPlan, SnapshotRecord } from './ledger.ts'
import type { ProcessRecord } from './process-record.ts'

export const users = 'USER' as EntityName
export const likes = 'FEED_LIKE' as EntityName

export const init: LedgerInit = {
  mapping: { name: 'small', hash: 'ab'.repeat(32) as MappingHash },
  schema: {
    tables: [{ schema: 'public', name: 'users', columns: [{ name: 'id', type: 'int8' }] }],
    entities: [
      { name: 'USER', hash: 'cd'.repeat(32), keys: '01'.repeat(32) },
      { name: 'FEED_LIKE', hash: 'ef'.repeat(32), keys: '23'.repeat(32) },
    ],
  },
  source: { systemIdentifier: '7300000000000000001', database: 'shop' },
  target: {
    table: 'shop',
    arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/shop' as TableArn,
    createdAt: '2026-01-01T00:00:00.000Z',
  },
  origin: {
    mapping: { kind: 'file', path: '/srv/shop/shop.ts' },
    table: 'shop',
    endpoint: 'http://localhost:8000',
    region: 'us-east-1',
  },
  entities: [
    { entity: users, group: 'users' },
    { entity: likes, group: 'relationships' },
  ],
}

/** A process of a machine far away. */
export const worker: ProcessRecord = {
  host: 'build-7',
  pid: 4711,
  boot: '6e2d',
  space: 'pid:[4026531836]',
  start: '1234567',
}

export const snapshot: SnapshotRecord = { lsn: '0/1A2B3C4' as Lsn, takenAt: '2026-01-01T00:00:01.000Z' }

/** `count` chunks of ten rows, open at both ends, then the rows without a key. */
export function chunksOf(entity: EntityName, count: number): readonly Chunk[] {
  const chunks = Array.from({ length: count }, (_, index): Chunk => ({
    entity,
    number: index + 1,
    range: {
      kind: 'range',
      low: index === 0 ? null : [String(index * 10)],
      high: index === count - 1 ? null : [String((index + 1) * 10)],
    },
    rows: 10,
  }))
  return [...chunks, { entity, number: count + 1, range: { kind: 'nulls' }, rows: 2 }]
}

/** As another attempt would start them. */
export function numbered(chunks: readonly Chunk[]): readonly Chunk[] {
  return chunks.map((chunk, index) => ({ ...chunk, number: index + 1 }))
}

/** What is pending when these chunks, in key order, are. */
export function pendingOf(chunks: readonly Chunk[]): readonly KeyRange[] {
  return chunks.reduce<readonly KeyRange[]>((ranges, { range }) => {
    const last = ranges.at(-1)
    if (last?.kind !== 'range' || range.kind !== 'range' || last.high === null || last.high[0] !== range.low?.[0])
      return [...ranges, range]
    return [...ranges.slice(0, -1), { kind: 'range', low: last.low, high: range.high }]
  }, [])
}

export function planOf(entity: EntityName, chunks: readonly Chunk[]): EntityPlan {
  return {
    entity,
    chunkColumns: ['id'],
    pending: pendingOf(chunks),
    rows: chunks.reduce((sum, chunk) => sum + chunk.rows, 0),
  }
}

/** The number that the keys of a chunk begin with. */
export function firstId({ range }: Chunk): number {
  return range.kind === 'range' ? Number(range.low?.[0] ?? 0) : -1000
}

export function resultOf(chunk: Chunk, rejected = 0): ChunkResult {
  return {
    chunk,
    counted: chunk.rows,
    read: chunk.rows,
    written: chunk.rows - rejected,
    collapsed: 0,
    rejected: Array.from({ length: rejected }, (_, index) => ({
      entity: chunk.entity,
      sourceKey: { id: String(firstId(chunk) + index) },
      itemKey: { pk: `USER#${firstId(chunk) + index}`, sk: 'METADATA' },
      code: 'VALUE_ITEM_TOO_LARGE',
      detail: 'body: 500000 bytes',
    })),
    indexKeysSkipped: { 'gsi1-index': 1 },
    lookupsMissed: {},
    oversize: {},
    bytes: 1000,
    writeUnits: chunk.rows,
  }
}

export async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'pgfold-ledger-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/**
 * Fails the n-th writing step (0 is the first) and every one after it, as a full disk does; `append` may leave bytes
 * behind.
 */
export function fullDiskAfter(steps: number, code = 'ENOSPC'): DurableFiles & { readonly steps: number } {
  let taken = 0
  const step = (): void => {
    taken += 1
    if (taken > steps) throw Object.assign(new Error(code), { code })
  }
  return {
    ...nodeFiles,
    get steps() {
      return taken
    },
    async create(path, content) {
      step()
      await nodeFiles.create(path, content)
    },
    async replace(path, content) {
      step()
      await nodeFiles.replace(path, content)
    },
    async move(from, to) {
      step()
      await nodeFiles.move(from, to)
    },
    async append(path, position, content) {
      try {
        step()
      } catch (error) {
        await nodeFiles.append(path, position, content.subarray(0, content.length >> 1))
        throw error
      }
      await nodeFiles.append(path, position, content)
    },
  }
}
