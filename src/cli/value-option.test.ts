import { expect, test } from 'vitest'
import { valueFlag, valueOf, type ValueOption } from './value-option.ts'
import { integer } from './parse-values.ts'

const workers: ValueOption<number> = {
  env: 'PGFOLD_WORKERS',
  brief: 'Workers',
  placeholder: 'n',
  parse: integer({ min: 1, max: 256 }),
}

test('the flag goes before its variable, an empty variable is none', () => {
  expect(valueOf(workers, 3, { PGFOLD_WORKERS: '5' })).toBe(3)
  expect(valueOf(workers, undefined, { PGFOLD_WORKERS: '5' })).toBe(5)
  expect(valueOf(workers, undefined, { PGFOLD_WORKERS: '' })).toBeUndefined()
  expect(valueFlag(workers).brief).toBe('Workers [PGFOLD_WORKERS]')
})

test('a variable of the wrong form is an error that names it', () => {
  expect(() => valueOf(workers, undefined, { PGFOLD_WORKERS: '0' })).toThrow(
    'PGFOLD_WORKERS: expected a whole number from 1 to 256',
  )
})
