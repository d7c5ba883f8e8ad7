import type { EncodedItem } from '../encode/encoded-item.ts'

/** The service's limit for one call is 16 MB on the wire; whether that is a power of ten or of two is not said. */
export const maxBatchBytes = 16_000_000

/** The service's limit for one call. */
export const maxBatchItems = 25

const open = Buffer.from('{"PutRequest":{"Item":')
const close = Buffer.from('}}')
const comma = 0x2c

/** Bytes that an item takes in a request. */
export function wireBytes(item: EncodedItem): number {
  return item.json.length + open.length + close.length + 1
}

/** Builds `BatchWriteItem` requests for one table around ready items: nothing is serialised, only copied once. */
export function createBatchBody(table: string): (items: readonly { readonly item: EncodedItem }[]) => Buffer {
  const head = Buffer.from(`{"RequestItems":{${JSON.stringify(table)}:[`)
  // The figures of the table and its indexes cost some 300 bytes an answer and steer the rate.
  const tail = Buffer.from(']},"ReturnConsumedCapacity":"INDEXES"}')
  return (items) => {
    let length = head.length + tail.length - 1
    for (const { item } of items) length += wireBytes(item)
    const body = Buffer.allocUnsafe(length)
    let at = head.copy(body)
    let first = true
    for (const { item } of items) {
      if (first) first = false
      else body[at++] = comma
      at += open.copy(body, at)
      body.set(item.json, at)
      at += item.json.length
      at += close.copy(body, at)
    }
    tail.copy(body, at)
    return body
  }
}
