import { describe, expect, it } from 'vitest'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { fromPlainError, toPlainError } from './plain-error.ts'

describe('an error that crosses threads', () => {
  it('keeps code, words and cause', () => {
    const error = new PgfoldError('RUN_NOT_CONSERVED', {
      detail: 'USER: 1',
      place: 'entities.USER',
      fix: 'look',
      cause: new TypeError('below'),
    })
    const back = fromPlainError(structuredClone(toPlainError(error)))
    expect(back).toBeInstanceOf(PgfoldError)
    expect(back).toMatchObject({
      code: 'RUN_NOT_CONSERVED',
      message: error.message,
      detail: 'USER: 1',
      place: 'entities.USER',
      fix: 'look',
    })
    expect(String((back.cause as Error).message)).toContain('below')
  })

  it('keeps name, message and stack of any other', () => {
    const error = new RangeError('too far')
    expect(fromPlainError(structuredClone(toPlainError(error)))).toMatchObject({
      name: 'RangeError',
      message: 'too far',
      stack: error.stack,
    })
    expect(fromPlainError(toPlainError('SIGINT'))).toMatchObject({ message: 'SIGINT' })
  })
})
