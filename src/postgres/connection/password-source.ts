import { PgfoldError } from '../../errors/pgfold-error.ts'

/** Where the password of each new session comes from. Plain JSON without any secret in it. */
export type PasswordSource =
  /** The URL, a variable of libpq, or the password file. */
  | { readonly kind: 'given' }
  /** A token of 15 minutes that IAM vouches for, made anew for each session (RDS and Aurora). */
  | { readonly kind: 'rds-iam' }
  /** A secret of AWS Secrets Manager, by name or ARN, read anew for each session: it may be rotated meanwhile. */
  | { readonly kind: 'secrets-manager'; readonly secret: string }

/** `rds-iam` or `secrets-manager:<name or ARN>`; nothing: the password is given. Throws SOURCE_URL_INVALID. */
export function parsePasswordSource(text: string | null): PasswordSource {
  if (text === null) return { kind: 'given' }
  if (text === 'rds-iam') return { kind: 'rds-iam' }
  const secret = /^secrets-manager:(.+)$/.exec(text)?.[1]
  if (secret !== undefined) return { kind: 'secrets-manager', secret }
  throw new PgfoldError('SOURCE_URL_INVALID', {
    detail: 'the way to the password is neither rds-iam nor secrets-manager:<name or ARN of the secret>',
    fix: 'Correct PGFOLD_SOURCE_AUTH, or the option "auth" of the source URL.',
  })
}
