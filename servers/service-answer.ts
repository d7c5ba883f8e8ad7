import type { ServerResponse } from 'node:http'
import { crc32 } from 'node:zlib'

/** A reason as DynamoDB gives it, for example `TableWriteKeyRangeThroughputExceeded`. */
export interface ThrottlingReason {
  readonly reason: string
  readonly resource: string
}

/** The body of an error as the service writes it. */
export function serviceError(type: string, message: string, reasons?: readonly ThrottlingReason[]): string {
  return JSON.stringify({
    __type: `com.amazonaws.dynamodb.v20120810#${type}`,
    message,
    ...(reasons === undefined ? {} : { ThrottlingReasons: reasons }),
  })
}

/** Sends an answer with the headers of the service; another checksum than its own makes it a damaged one. */
export function sendAnswer(
  response: ServerResponse,
  status: number,
  text: string | Buffer,
  checksum: number = crc32(text),
): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(checksum >>> 0) })
  response.end(text)
}

/** The service refuses requests that were signed more than five minutes from its own time. */
const maxSkewMs = 5 * 60_000

/** Refuses a request whose `x-amz-date` is too far from the clock of the server, as the service does. */
export function refusesDate(response: ServerResponse, clockAheadMs: number): boolean {
  const date = new Date(Date.now() + clockAheadMs)
  response.setHeader('date', date.toUTCString())
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(response.req.headers['x-amz-date'])) ?? []
  const sentAt = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  if (!(Math.abs(sentAt - date.getTime()) > maxSkewMs)) return false
  const message = 'Signature expired: 20260101T000000Z is now earlier than 20260102T000000Z'
  sendAnswer(response, 400, serviceError('InvalidSignatureException', message))
  return true
}
