/**
 * What the chain of credentials has thrown, with it as the cause. `expired`: a login has ended and only a person can
 * renew it. `unavailable`: whoever hands out the keys (instance metadata, STS, SSO) did not answer or had a fault, so
 * asking again may help. `missing`: everything else; nothing names credentials, or what names them is wrong.
 */
export type CredentialsFault = 'expired' | 'unavailable' | 'missing'

export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
  readonly fault: CredentialsFault

  /**
   * The message is name and message of each error of the chain, outermost first. `hadKeys`: there were some before, so
   * that they are not missing: whoever hands them out says nothing at the moment.
   */
  constructor(cause: unknown, hadKeys = false) {
    const chain = causesOf(cause)
    super(chain.map(({ name, message }) => `${name}: ${message.replaceAll(/\s+/g, ' ').slice(0, 300)}`).join('; by '), {
      cause,
    })
    const fault = faultOf(chain)
    this.fault = hadKeys && fault === 'missing' ? 'unavailable' : fault
  }
}

/** Names of the AWS SDK's errors for "no credentials"; their classes are not exported. */
const providerErrors: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError'])

/** Thrown by the chain of credentials, within whatever call of the AWS client. */
export function isCredentialsError(error: unknown): boolean {
  return error instanceof CredentialsError || (error instanceof Error && providerErrors.has(error.name))
}

/**
 * STS and SSO say it by these names; the SDK's own errors only in words ("The SSO session … has expired", "Token is
 * expired. To refresh this SSO session run …").
 */
const expiredNames =
  /^(ExpiredToken(Exception)?|UnauthorizedException|InvalidGrantException|IDPRejectedClaim(Exception)?)$/
const expiredWords = /\b(expired|is invalid\. to refresh)\b|to refresh this sso session/i

const networkNames =
  /^(TimeoutError|AbortError|NetworkingError|IDPCommunicationError(Exception)?|TooManyRequestsException)$/
const networkCodes = /^(E(CONN|HOST|NET|PIPE|TIMEDOUT|AI_AGAIN|NOTFOUND)\w*|UND_ERR_\w+)$/

function faultOf(chain: readonly Error[]): CredentialsFault {
  if (chain.some(({ name, message }) => expiredNames.test(name) || expiredWords.test(message))) return 'expired'
  if (
    chain.some((error) => networkNames.test(error.name) || networkCodes.test(codeOf(error)) || statusOf(error) >= 500)
  )
    return 'unavailable'
  return 'missing'
}

/** The error and what caused it; of several at once (both address families) the first. */
function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = []
  for (let next = error; next instanceof Error && chain.length < 5 && !chain.includes(next);) {
    chain.push(next)
    next = next.cause ?? (next instanceof AggregateError ? next.errors[0] : undefined)
  }
  return chain.length > 0 ? chain : [new Error(typeof error)]
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : ''
}

/** Of the answers of STS and SSO, and of instance metadata. */
function statusOf(error: Error): number {
  const metadata: unknown = Reflect.get(error, '$metadata')
  const status: unknown =
    typeof metadata === 'object' && metadata !== null
      ? Reflect.get(metadata, 'httpStatusCode')
      : Reflect.get(error, 'statusCode')
  return typeof status === 'number' ? status : 0
}
