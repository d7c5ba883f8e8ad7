import { expect, test } from 'vitest'
import { callError } from './call-error.ts'
import { CredentialsError } from './credentials-error.ts'
import { judgeError } from './service-error-table.ts'

const named = (name: string, message: string, fields: object = {}): Error =>
  Object.assign(new Error(message), { name, ...fields })

test.each([
  [named('CredentialsProviderError', 'Could not load credentials from any providers'), 'MISSING', 'stop', 78],
  [
    named('CredentialsProviderError', 'The SSO session associated with this profile has expired. To refresh …'),
    'EXPIRED',
    'stop',
    3,
  ],
  [
    named('TokenProviderError', "Token is expired. To refresh this SSO session run 'aws sso login'"),
    'EXPIRED',
    'stop',
    3,
  ],
  [named('UnauthorizedException', 'Session token not found or invalid'), 'EXPIRED', 'stop', 3],
  [named('ExpiredTokenException', 'Token expired: current date/time …', { $fault: 'client' }), 'EXPIRED', 'stop', 3],
  [named('Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' }), 'UNAVAILABLE', 'retry', 3],
  [named('TimeoutError', 'TimeoutError from instance metadata service'), 'UNAVAILABLE', 'retry', 3],
  [named('ServiceUnavailable', 'later', { $metadata: { httpStatusCode: 503 } }), 'UNAVAILABLE', 'retry', 3],
  [named('AccessDenied', 'Not authorized to perform sts:AssumeRole', { $fault: 'client' }), 'MISSING', 'stop', 78],
] as const)('%s is %s', (cause, code, verdict, exit) => {
  const error = new CredentialsError(cause)
  const judged = judgeError(error)
  expect(judged).toMatchObject({ code: `TARGET_CREDENTIALS_${code}`, class: verdict })
  if (judged === null) throw new Error('not judged')
  const thrown = callError(judged, error)
  expect(thrown).toMatchObject({ exit, cause: { cause } })
  expect(thrown.message).toContain(cause.name)
})

test('what is behind an error of the chain decides, and is named', () => {
  const cause = named('CredentialsProviderError', 'Could not load credentials', {
    cause: named('ExpiredTokenException', 'the web identity token is out of date'),
  })
  const error = new CredentialsError(cause)
  expect(error.fault).toBe('expired')
  expect(error.message).toBe(
    'CredentialsProviderError: Could not load credentials; by ExpiredTokenException: the web identity token is out of date',
  )
})
