/**
 * Everything that says where DynamoDB is and how it is reached. Plain JSON: it crosses threads and is part of a run's
 * settings. It holds no secret; credentials are found by the AWS SDK in the process that uses them.
 */
export interface TargetConfig {
  /** Table name or ARN. */
  readonly table: string
  /** Used exactly as given; absent: the AWS SDK's own endpoint for the region. */
  readonly endpoint?: string | undefined
  /** Absent: the AWS SDK's own chain (AWS_REGION, profile). */
  readonly region?: string | undefined
  readonly transport: TransportKind
  /** Connections of one transport; default 64. */
  readonly maxSockets?: number | undefined
  /** Milliseconds from sending a call to the end of its answer; default 30,000. */
  readonly requestTimeoutMs?: number | undefined
  /** Dummy credentials, for an emulator on this machine that nobody configured any for. */
  readonly localIdentity?: boolean | undefined
}

export type TransportKind = 'sdk' | 'direct'

/**
 * 64 connections carry 40,000 items a second, a table's default quota, at 40 ms a call (Little's law, 25 items a call).
 */
export const defaultMaxSockets = 64

/** Far above a healthy call (10 to 50 ms) and a slow emulator's; a half-open connection is found in this time. */
export const defaultRequestTimeoutMs = 30_000

/** A loaded machine may need seconds for TCP and TLS; more means that nobody is there. */
export const connectTimeoutMs = 10_000
