import { describe, expect, test } from 'vitest'
import { describeCallError } from './call-error.ts'
import { readServiceError } from './read-service-error.ts'
import { judgeError } from './service-error-table.ts'
import { throttleCause, throttleScope } from './throttle-reason.ts'
import { ServiceError, TransportError } from '../transport/transport.ts'

describe('an error of the service', () => {
  test.each([
    ['ProvisionedThroughputExceededException', 400, '', 'DYNAMODB_THROTTLED', 'retry', true],
    ['ThrottlingException', 400, '', 'DYNAMODB_THROTTLED', 'retry', true],
    ['RequestLimitExceeded', 400, '', 'DYNAMODB_THROTTLED', 'retry', true],
    ['InternalServerError', 500, '', 'DYNAMODB_UNAVAILABLE', 'retry', false],
    ['ServiceUnavailable', 503, '', 'DYNAMODB_UNAVAILABLE', 'retry', false],
    ['SomethingNew', 504, '', 'DYNAMODB_UNAVAILABLE', 'retry', false],
    ['SomethingNew', 429, '', 'DYNAMODB_THROTTLED', 'retry', true],
    ['ItemCollectionSizeLimitExceededException', 400, '', 'ITEM_COLLECTION_FULL', 'reject', false],
    ['ValidationException', 400, 'Item size has exceeded the maximum allowed size', 'ITEM_TOO_LARGE', 'reject', false],
    [
      'ValidationException',
      400,
      'The provided key element does not match the schema',
      'ITEM_KEY_REFUSED',
      'reject',
      false,
    ],
    ['ValidationException', 400, 'Provided list of item keys contains duplicates', 'ITEM_KEYS_EQUAL', 'stop', false],
    ['ValidationException', 400, 'Supplied AttributeValue is empty', 'ITEM_REFUSED', 'reject', false],
    ['ResourceNotFoundException', 400, '', 'TABLE_MISSING', 'stop', false],
    ['AccessDeniedException', 400, '', 'TARGET_ACCESS_DENIED', 'stop', false],
    ['UnrecognizedClientException', 400, '', 'TARGET_CREDENTIALS_REFUSED', 'stop', false],
    ['MissingAuthenticationTokenException', 400, '', 'TARGET_CREDENTIALS_REFUSED', 'stop', false],
    [
      'InvalidSignatureException',
      400,
      'The request signature we calculated does not match',
      'TARGET_CREDENTIALS_REFUSED',
      'stop',
      false,
    ],
    ['InvalidSignatureException', 400, 'Signature expired: …', 'TARGET_CLOCK_WRONG', 'stop', false],
    ['ExpiredTokenException', 400, '', 'TARGET_CREDENTIALS_EXPIRED', 'stop', false],
    ['SomethingNew', 400, '', 'DYNAMODB_REFUSED', 'stop', false],
    ['toString', 400, '', 'DYNAMODB_REFUSED', 'stop', false],
  ] as const)('%s (%i) %s is %s: %s', (type, status, message, code, verdict, throttle) => {
    expect(judgeError(new ServiceError(type, status, message))).toMatchObject({ code, class: verdict, throttle })
  })

  test('asks for new keys, or for the time, once where that may help', () => {
    expect(judgeError(new ServiceError('ExpiredTokenException', 400, ''))?.refresh).toBe(true)
    expect(judgeError(new ServiceError('RequestTimeTooSkewed', 403, ''))?.skew).toBe(true)
    expect(judgeError(new ServiceError('AccessDeniedException', 400, ''))).toMatchObject({
      refresh: false,
      skew: false,
    })
  })

  test("that never came is retried; what is neither is nobody's to judge", () => {
    expect(judgeError(new TransportError('reset'))).toMatchObject({ code: 'DYNAMODB_UNREACHABLE', class: 'retry' })
    expect(judgeError(new TypeError('a defect'))).toBeNull()
  })

  test('is read with its name, message and reasons, in the spellings that occur', () => {
    const read = (answer: object): ServiceError => readServiceError(400, Buffer.from(JSON.stringify(answer)))
    expect(
      read({
        __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
        message: 'm',
        throttlingReasons: [{ reason: 'R', resource: 'A' }],
      }),
    ).toMatchObject({ type: 'ThrottlingException', message: 'm', throttlingReasons: [{ reason: 'R', resource: 'A' }] })
    expect(read({ __type: 'com.amazon.coral.service#ExpiredTokenException', Message: 'm' })).toMatchObject({
      type: 'ExpiredTokenException',
      message: 'm',
    })
    expect(readServiceError(502, Buffer.from('<html>'))).toMatchObject({ type: 'Http502', status: 502 })
  })

  test('is told without the values and headers that it may quote', () => {
    expect(
      describeCallError(new ServiceError('ValidationException', 400, 'Value \'secret\' at "item" failed')),
    ).not.toContain('secret')
    expect(
      describeCallError(
        new ServiceError('InvalidSignatureException', 400, "should have been 'POST x-amz-security-token:secret'"),
      ),
    ).not.toContain('secret')
  })
})

test('each of the sixteen throttling reasons has its scope', () => {
  const scopes = ['Table', 'Index'].flatMap((of) =>
    ['Read', 'Write'].flatMap((way) =>
      [
        'KeyRangeThroughputExceeded',
        'ProvisionedThroughputExceeded',
        'AccountLimitExceeded',
        'MaxOnDemandThroughputExceeded',
      ].map((limit) => throttleScope(`${of}${way}${limit}`)),
    ),
  )
  const table = ['key-range', 'table', 'account', 'table']
  const index = ['index', 'index', 'account', 'index']
  expect(scopes).toEqual([...table, ...table, ...index, ...index])
})

test('of several reasons the widest is the cause, and an index is named', () => {
  const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/t'
  const key = { reason: 'TableWriteKeyRangeThroughputExceeded', resource: table }
  const index = { reason: 'IndexWriteProvisionedThroughputExceeded', resource: `${table}/index/gsi1` }
  const account = { reason: 'TableWriteAccountLimitExceeded', resource: table }
  expect(throttleCause([])).toEqual({ scope: 'table', index: null })
  expect(throttleCause([key])).toEqual({ scope: 'key-range', index: null })
  expect(throttleCause([key, index])).toEqual({ scope: 'index', index: 'gsi1' })
  expect(throttleCause([{ ...index, resource: table }])).toEqual({ scope: 'index', index: null })
  expect(throttleCause([index, account])).toEqual({ scope: 'account', index: null })
})
