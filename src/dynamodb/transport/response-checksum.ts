import { crc32 } from 'node:zlib'
import { TransportError } from './transport.ts'

/**
 * The service sends the CRC-32 of each answer, decimal, in `x-amz-crc32`; an answer that differs was damaged on its
 * way.
 */
export function checkResponseChecksum(body: Uint8Array, expected: string | undefined): void {
  if (expected === undefined || crc32(body) === Number(expected)) return
  throw new TransportError(`the answer of ${body.length} bytes does not fit its checksum (x-amz-crc32)`)
}
