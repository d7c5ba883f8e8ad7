import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CredentialsError } from '../call/credentials-error.ts'
import { createSigner, type RequestToSign } from './create-signer.ts'

/** The AWS SDK renews in the background from this age on; asking it earlier only gives the same keys. */
const renewBeforeMs = 5 * 60_000
/** Keys that are short-lived from the start are asked for no more often than this, while they last. */
const askAgainAfterMs = 10_000

export interface DirectIdentity {
  /** Signs with keys that are valid for some minutes more. */
  sign(request: RequestToSign, amzDate: string): string
  readonly sessionToken: string | undefined
}

export interface DirectIdentitySource {
  /** The identity of this moment; resolves at once while the keys last. */
  current(): Promise<DirectIdentity> | DirectIdentity
  /** Fetches keys anew after the service has called them expired. Says whether they are others than before. */
  renew(): Promise<boolean>
}

interface HeldIdentity {
  readonly identity: DirectIdentity
  readonly accessKeyId: string
  readonly askAgainAt: number
  /** When the keys expire; Infinity where nobody says. */
  readonly endsAt: number
}

/** Region and credentials of the AWS SDK client: its chain, its caches, its renewal before expiry. */
export function directIdentity(client: DynamoDBClient): DirectIdentitySource {
  let held: HeldIdentity | null = null
  let asking: Promise<DirectIdentity> | null = null

  async function ask(forceRefresh: boolean): Promise<DirectIdentity> {
    const [region, keys] = await Promise.all([
      client.config.region(),
      client.config.credentials({ forceRefresh }).catch((cause: unknown) => {
        throw new CredentialsError(cause, held !== null)
      }),
    ])
    // The signing region of a FIPS pseudo-region is the region itself; the SDK has already cut it.
    const identity = { sign: createSigner({ region, service: 'dynamodb' }, keys), sessionToken: keys.sessionToken }
    held = {
      identity,
      accessKeyId: keys.accessKeyId,
      askAgainAt: askAgainAt(keys.expiration),
      endsAt: keys.expiration?.getTime() ?? Infinity,
    }
    return identity
  }

  function askOnce(forceRefresh: boolean): Promise<DirectIdentity> {
    asking ??= ask(forceRefresh).finally(() => {
      asking = null
    })
    return asking
  }

  return {
    current() {
      if (held !== null && Date.now() < held.askAgainAt) return held.identity
      return askOnce(false).catch((error: unknown) => {
        // Whoever hands out the keys is away: those at hand are good to their end, and he is asked again soon.
        if (held === null || Date.now() >= held.endsAt) throw error
        held = { ...held, askAgainAt: Math.min(held.endsAt, Date.now() + askAgainAfterMs) }
        return held.identity
      })
    },
    async renew() {
      const before = `${held?.accessKeyId} ${held?.identity.sessionToken}`
      await askOnce(true)
      return before !== `${held?.accessKeyId} ${held?.identity.sessionToken}`
    },
  }
}

function askAgainAt(expiration: Date | undefined): number {
  if (expiration === undefined) return Infinity
  return Math.max(
    expiration.getTime() - renewBeforeMs,
    Math.min(expiration.getTime() - 1_000, Date.now() + askAgainAfterMs),
  )
}
