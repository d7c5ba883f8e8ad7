import { compileEncoder } from '../src/encode/compiled/compile-encoder.ts'
import type { EncodedItem } from '../src/encode/encoded-item.ts'
import type { RowEncoder } from '../src/encode/compiled/row-encoder.ts'
import type { ResolvedMapping } from '../src/mapping/resolved.ts'
import { resolveMapping } from '../src/mapping/resolve-mapping.ts'
import { buildLoadQuery } from '../src/postgres/load/build-load-query.ts'
import { connectSource, type SourceClient } from '../src/postgres/connection/connect.ts'
import * as publicApi from '../src/index.ts'
import { readCopyBinary } from '../src/postgres/load/copy-reader.ts'
import { readCatalog } from '../src/postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../src/postgres/connection/source-config.ts'
import { batchBodies, wireBytes } from '../src/dynamodb/write/batch-body.ts'
import { eventsMapping } from './events-mapping.ts'

/** What the benchmarks of single stages work on. */
export interface PreparedEvents extends AsyncDisposable {
  readonly client: SourceClient
  readonly resolved: ResolvedMapping
  /** The load query over the whole table. */
  readonly sql: string
  readonly encoder: RowEncoder
  /** The first rows as COPY BINARY tuples, 20,000 at most, a multiple of 25. */
  readonly tuples: readonly Buffer[]
  /** The same rows as items, in batches of 25, and as whole requests. */
  readonly batches: readonly (readonly EncodedItem[])[]
  readonly bodies: readonly Buffer[]
}

export async function prepareEvents(url: string): Promise<PreparedEvents> {
  const { signal } = new AbortController()
  const client = await connectSource(parseSourceUrl(url, {}), { role: 'bench', signal })
  const { mapping: resolved } = resolveMapping(eventsMapping(publicApi), await readCatalog(client, signal))
  const [entity] = resolved.entities
  if (entity === undefined) throw new Error('the mapping has one entity')
  const { sql, columns } = buildLoadQuery(entity, { kind: 'all' })
  const held: Buffer[] = []
  await readCopyBinary(
    client,
    sql,
    {
      onTuple: (bytes, start, end) => {
        if (held.length < 20_000) held.push(Buffer.from(bytes.subarray(start, end)))
      },
      afterPiece() {},
    },
    signal,
  )
  const tuples = held.slice(0, held.length - (held.length % 25))
  const encoder = compileEncoder(resolved, entity, columns)
  const items = encodeAll(encoder, tuples)
  const batches = Array.from({ length: items.length / 25 }, (_, at) => items.slice(at * 25, at * 25 + 25))
  const bodies = batches.map((batch) =>
    Buffer.from(
      batchBodies('bench').build(
        batch.map((item) => ({ item })),
        batch.reduce((sum, item) => sum + wireBytes(item), 0),
      ),
    ),
  )
  return {
    client,
    resolved,
    sql,
    encoder,
    tuples,
    batches,
    bodies,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

export function encodeAll(encoder: RowEncoder, tuples: readonly Buffer[]): readonly EncodedItem[] {
  return tuples.map((tuple) => encodeOne(encoder, tuple))
}

export function encodeOne(encoder: RowEncoder, tuple: Buffer): EncodedItem {
  const row = encoder.encode(tuple, 0, tuple.length)
  if (row.kind === 'rejected') throw new Error(row.row.code)
  return row.item
}

/** Runs `call` over all of `list`, so many at a time. */
export async function inLanes<T>(
  list: readonly T[],
  lanes: number,
  call: (entry: T) => Promise<unknown>,
): Promise<void> {
  const entries = list.values()
  const lane = async (): Promise<void> => {
    for (const entry of entries) await call(entry)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
