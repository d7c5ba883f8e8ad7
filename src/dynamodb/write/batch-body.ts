import type { EncodedItem } from '../../encode/encoded-item.ts'

/** The service's limit for one call is 16 MB on the wire; whether that is a power of ten or of two is not said. */
export const maxBatchBytes = 16_000_000

/** The service's limit for one call. */
export const maxBatchItems = 25

const open = Buffer.from('{"PutRequest":{"Item":')
const close = Buffer.from('}}')
/** What stands between two items. */
const between = Buffer.concat([close, Buffer.from(','), open])

/** Bytes that an item takes in a request. */
export function wireBytes(item: EncodedItem): number {
  return item.jsonBytes + open.length + close.length + 1
}

/** Larger buffers are rare and not worth keeping. */
const largestSpare = 256 * 1024

export interface BatchBodies {
  /** Builds the request for these items, which take `wireBytes` each, `bytes` in all. */
  build(items: readonly { readonly item: EncodedItem }[], bytes: number): Buffer
  /**
   * Takes a body back for the next request. Only after an answer of 200: before it, the socket may still read from it.
   */
  recycle(body: Buffer): void
}

/**
 * `BatchWriteItem` requests for one table around ready items: nothing is serialised, only copied once, into buffers
 * that are used again (fresh ones of 20 KB come from the system and leave much to the garbage collector).
 */
export function batchBodies(table: string): BatchBodies {
  const head = Buffer.from(`{"RequestItems":{${JSON.stringify(table)}:[`)
  // The figures of the table and its indexes cost some 300 bytes an answer and steer the rate.
  const tail = Buffer.from(']},"ReturnConsumedCapacity":"INDEXES"}')
  const spare: ArrayBuffer[] = []

  function take(length: number): Buffer {
    for (let held = spare.pop(); held !== undefined; held = spare.pop()) {
      if (held.byteLength >= length) return Buffer.from(held, 0, length)
    }
    return Buffer.from(new ArrayBuffer(2 ** Math.ceil(Math.log2(Math.max(length, 4096)))), 0, length)
  }

  return {
    build(items, bytes) {
      const body = take(head.length + bytes - 1 + tail.length)
      let at = head.copy(body)
      for (let index = 0; index < items.length; index++) {
        const { slab, start, jsonEnd } = (items[index] as (typeof items)[number]).item
        at = write(index === 0 ? open : between, body, at)
        at += slab.bytes.copy(body, at, start, jsonEnd)
      }
      at = write(close, body, at)
      tail.copy(body, at)
      return body
    },
    recycle(body) {
      if (body.buffer.byteLength <= largestSpare && body.buffer instanceof ArrayBuffer) spare.push(body.buffer)
    },
  }
}

/** A few bytes: a loop is quicker than a call of the runtime. */
function write(bytes: Buffer, body: Buffer, from: number): number {
  let at = from
  for (let index = 0; index < bytes.length; index++) body[at++] = bytes[index] as number
  return at
}
