/**
 * The way to DynamoDB: one signed JSON call. Bytes in, bytes out; the caller owns retries and rate.
 * Two implementations (`sdk`, `direct`) pass one suite, test/transport-contract.ts.
 *
 * Throws `ServiceError` for an answer of the service that is not 200, `TransportError` when no answer came
 * (refused, reset, timed out: the write may or may not have been applied, so only idempotent calls are made).
 */
export interface Transport extends AsyncDisposable {
  readonly kind: 'sdk' | 'direct'
  call(operation: Operation, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
}

export type Operation = 'BatchWriteItem' | 'BatchGetItem' | 'PutItem' | 'DeleteItem' | 'Scan' | 'Query'

export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** The service's own name without namespace, for example `ProvisionedThroughputExceededException`. */
  readonly type: string
  readonly status: number
  /** `TableWriteKeyRangeThroughputExceeded` and its fifteen sisters, as the answer gives them. */
  readonly throttlingReasons: readonly { readonly reason: string; readonly resource: string }[]

  constructor(
    type: string,
    status: number,
    message: string,
    throttlingReasons: readonly { reason: string; resource: string }[] = [],
  ) {
    super(message)
    this.type = type
    this.status = status
    this.throttlingReasons = throttlingReasons
  }
}

export class TransportError extends Error {
  override readonly name = 'TransportError'
}
