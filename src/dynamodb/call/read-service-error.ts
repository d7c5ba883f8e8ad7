import { isRecord } from '../is-record.ts'
import { ServiceError } from '../transport/transport.ts'

/** Builds the error from an answer that is not 200: DynamoDB JSON 1.0, or whatever a proxy in between has sent. */
export function readServiceError(status: number, body: Uint8Array): ServiceError {
  const fields = parseObject(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  const type = text(fields['__type']) ?? text(fields['code'])
  const message = text(fields['message']) ?? text(fields['Message'])
  return new ServiceError(
    // `com.amazonaws.dynamodb.v20120810#ThrottlingException`, sometimes with `:http://…` behind it.
    type === undefined ? `Http${status}` : (type.split('#').at(-1)?.split(':')[0] ?? type),
    status,
    message ?? `HTTP status ${status}`,
    readReasons(fields['ThrottlingReasons'] ?? fields['throttlingReasons']),
  )
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function readReasons(value: unknown): { reason: string; resource: string }[] {
  if (!Array.isArray(value)) return []
  return value
    .filter(isRecord)
    .map((entry) => ({ reason: text(entry['reason']) ?? 'Unknown', resource: text(entry['resource']) ?? '' }))
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
