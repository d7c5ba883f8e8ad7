import type { ErrorCode } from '../../errors/error-registry.ts'
import type { ErrorEntry, RetryClass } from '../../errors/error-entry.ts'
import { errorRegistry } from '../../errors/error-registry.ts'
import { CredentialsError, type CredentialsFault } from './credentials-error.ts'
import { ServiceError, TransportError } from '../transport/transport.ts'

/** What an error of a call means. The one place where names and statuses of the service are judged. */
export interface ErrorVerdict {
  readonly code: ErrorCode
  /**
   * `retry` the same call, `reject` the item at fault (a request of several is split until it is alone), `stop` the
   * run.
   */
  readonly class: Exclude<RetryClass, 'note'>
  /** The service asks for less, as opposed to a fault: the rate control acts on it. */
  readonly throttle: boolean
  /** Newer credentials may help, once. */
  readonly refresh: boolean
  /** A corrected clock may help, once. */
  readonly skew: boolean
}

type Row = readonly [code: ErrorCode, flag?: 'throttle' | 'refresh' | 'skew']

/**
 * Source: "Error handling with DynamoDB" and the API reference's common errors; IAM's list for the signature errors.
 */
const byType: Readonly<Record<string, Row>> = {
  ProvisionedThroughputExceededException: ['DYNAMODB_THROTTLED', 'throttle'],
  ThrottlingException: ['DYNAMODB_THROTTLED', 'throttle'],
  Throttling: ['DYNAMODB_THROTTLED', 'throttle'],
  RequestLimitExceeded: ['DYNAMODB_THROTTLED', 'throttle'],
  LimitExceededException: ['DYNAMODB_THROTTLED', 'throttle'],
  TooManyRequestsException: ['DYNAMODB_THROTTLED', 'throttle'],

  InternalServerError: ['DYNAMODB_UNAVAILABLE'],
  InternalServerErrorException: ['DYNAMODB_UNAVAILABLE'],
  InternalFailure: ['DYNAMODB_UNAVAILABLE'],
  ServiceUnavailable: ['DYNAMODB_UNAVAILABLE'],
  ServiceUnavailableException: ['DYNAMODB_UNAVAILABLE'],
  // Someone else's transaction, or a strongly consistent global table, holds the item at this moment.
  TransactionConflictException: ['DYNAMODB_UNAVAILABLE'],
  TransactionInProgressException: ['DYNAMODB_UNAVAILABLE'],
  ReplicatedWriteConflictException: ['DYNAMODB_UNAVAILABLE'],

  ValidationException: ['ITEM_REFUSED'],
  ItemCollectionSizeLimitExceededException: ['ITEM_COLLECTION_FULL'],
  ConditionalCheckFailedException: ['ITEM_CHANGED'],

  ResourceNotFoundException: ['TABLE_MISSING'],
  TableNotFoundException: ['TABLE_MISSING'],
  ResourceInUseException: ['TABLE_NOT_ACTIVE'],

  AccessDeniedException: ['TARGET_ACCESS_DENIED'],
  AccessDenied: ['TARGET_ACCESS_DENIED'],
  OptInRequired: ['TARGET_ACCESS_DENIED'],
  InaccessibleEncryptionKeyException: ['TARGET_ACCESS_DENIED'],

  ExpiredTokenException: ['TARGET_CREDENTIALS_EXPIRED', 'refresh'],
  ExpiredToken: ['TARGET_CREDENTIALS_EXPIRED', 'refresh'],
  RequestExpired: ['TARGET_CLOCK_WRONG', 'skew'],
  RequestTimeTooSkewed: ['TARGET_CLOCK_WRONG', 'skew'],
  RequestInTheFuture: ['TARGET_CLOCK_WRONG', 'skew'],
  UnrecognizedClientException: ['TARGET_CREDENTIALS_REFUSED'],
  InvalidClientTokenId: ['TARGET_CREDENTIALS_REFUSED'],
  InvalidAccessKeyId: ['TARGET_CREDENTIALS_REFUSED'],
  MissingAuthenticationTokenException: ['TARGET_CREDENTIALS_REFUSED'],
  MissingAuthenticationToken: ['TARGET_CREDENTIALS_REFUSED'],
  IncompleteSignatureException: ['TARGET_CREDENTIALS_REFUSED'],
  IncompleteSignature: ['TARGET_CREDENTIALS_REFUSED'],
  InvalidSignatureException: ['TARGET_CREDENTIALS_REFUSED'],
  SignatureDoesNotMatch: ['TARGET_CREDENTIALS_REFUSED'],
}

/** The same names carry several causes, told apart by the words of the message; asked before `byType`. */
const byMessage: readonly { readonly type: string; readonly words: RegExp; readonly row: Row }[] = [
  {
    type: 'InvalidSignatureException',
    words: /signature (expired|not yet current)/i,
    row: ['TARGET_CLOCK_WRONG', 'skew'],
  },
  {
    type: 'ValidationException',
    words: /item size.*exceed|exceeded the maximum allowed size/i,
    row: ['ITEM_TOO_LARGE'],
  },
  // Split in halves, each would pass, and the item that came last would win by chance.
  { type: 'ValidationException', words: /contains? duplicates/i, row: ['ITEM_KEYS_EQUAL'] },
  { type: 'ValidationException', words: /\bkeys?\b/i, row: ['ITEM_KEY_REFUSED'] },
]

const byStatus: readonly { readonly from: number; readonly to: number; readonly row: Row }[] = [
  { from: 413, to: 413, row: ['ITEM_TOO_LARGE'] },
  { from: 429, to: 429, row: ['DYNAMODB_THROTTLED', 'throttle'] },
  { from: 500, to: 599, row: ['DYNAMODB_UNAVAILABLE'] },
]

const other: Row = ['DYNAMODB_REFUSED']
const noAnswer: Row = ['DYNAMODB_UNREACHABLE']

const byFault: Readonly<Record<CredentialsFault, Row>> = {
  expired: ['TARGET_CREDENTIALS_EXPIRED'],
  unavailable: ['TARGET_CREDENTIALS_UNAVAILABLE'],
  missing: ['TARGET_CREDENTIALS_MISSING'],
}

/** Judges what a transport has thrown; `null` for anything else (a defect, an abort). */
export function judgeError(error: unknown): ErrorVerdict | null {
  if (error instanceof TransportError) return verdict(noAnswer)
  if (error instanceof CredentialsError) return verdict(byFault[error.fault])
  if (!(error instanceof ServiceError)) return null
  return verdict(
    byMessage.find((entry) => entry.type === error.type && entry.words.test(error.message))?.row ??
      (Object.hasOwn(byType, error.type) ? byType[error.type] : undefined) ??
      byStatus.find((entry) => error.status >= entry.from && error.status <= entry.to)?.row ??
      other,
  )
}

function verdict([code, flag]: Row): ErrorVerdict {
  const { retry }: ErrorEntry = errorRegistry[code]
  return {
    code,
    // A call that failed is never a mere note.
    class: retry === 'note' ? 'stop' : retry,
    throttle: flag === 'throttle',
    refresh: flag === 'refresh',
    skew: flag === 'skew',
  }
}
