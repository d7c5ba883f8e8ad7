import { describe, expect, test } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { errorRegistry, type ErrorCode } from '../errors/error-registry.ts'
import { failedBeforeStart } from './failed-before-start.ts'
import { failedUnderWay, isResumable } from './failed-under-way.ts'

const codes = Object.keys(errorRegistry).filter((code): code is ErrorCode => Object.hasOwn(errorRegistry, code))

const origin = { mapping: null, table: 'shop', endpoint: null, region: null }

describe('an error that ends a run under way', () => {
  test.each([
    'SOURCE_PERMISSION',
    'SOURCE_QUERY_FAILED',
    'SOURCE_DUPLICATES',
    'TARGET_ACCESS_DENIED',
    'TARGET_CREDENTIALS_MISSING',
    'DYNAMODB_REFUSED',
    'RUN_UNEXPECTED',
    'SOURCE_TOO_MANY_CONNECTIONS',
  ] as const)('%s ends with exit code 3 and says that the run can be resumed', (code) => {
    const error = failedUnderWay(new PgfoldError(code, { detail: 'x', place: 'y' }), origin)
    expect(error).toMatchObject({ code, detail: 'x', place: 'y', exit: 3 })
    expect(error.fix).toMatch(/resum/i)
  })

  test.each(['RUN_NOT_CONSERVED', 'LEDGER_MISUSED', 'TABLE_MISSING', 'TABLE_BEING_DELETED'] as const)(
    '%s does not claim that a resume helps',
    (code) => {
      const error = failedUnderWay(new PgfoldError(code), origin)
      expect(isResumable(error)).toBe(false)
      expect(error.exit).not.toBe(3)
      expect(error.fix).not.toMatch(/resume the run/i)
    },
  )
})

test('before a run has begun no error says that it can be resumed', () => {
  for (const code of codes.filter(
    (each) =>
      each !== 'RUN_STOPPED' && /^(SOURCE|TARGET|DYNAMODB|LEDGER)_/.test(each) && errorRegistry[each].exit === 3,
  )) {
    const error = failedBeforeStart(new PgfoldError(code))
    expect(error).toMatchObject({ code, exit: 1 })
    expect({ code, fix: error instanceof PgfoldError ? error.fix : '' }).not.toMatchObject({
      fix: expect.stringMatching(/resume/i),
    })
  }
})
