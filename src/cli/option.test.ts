import { expect, test } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { givenSwitch, switchOf, valueFlag, valueOf, type SwitchOption, type ValueOption } from './option.ts'
import { choice, httpUrl, integer, nameList, text } from './parse-values.ts'

const workers: ValueOption<number> = {
  env: 'PGFOLD_WORKERS',
  brief: 'Workers',
  placeholder: 'n',
  parse: integer(1, 256),
}
const json: SwitchOption = { env: 'PGFOLD_JSON', brief: 'JSON' }

test('the flag goes before its variable, an empty variable is none', () => {
  expect(valueOf(workers, 3, { PGFOLD_WORKERS: '5' })).toBe(3)
  expect(valueOf(workers, undefined, { PGFOLD_WORKERS: '5' })).toBe(5)
  expect(valueOf(workers, undefined, { PGFOLD_WORKERS: '' })).toBeUndefined()
  expect(valueOf({ ...workers, env: null }, undefined, { PGFOLD_WORKERS: '5' })).toBeUndefined()
  expect(valueFlag(workers).brief).toBe('Workers [PGFOLD_WORKERS]')
})

test('a variable of the wrong form is an error that names it', () => {
  expect(() => valueOf(workers, undefined, { PGFOLD_WORKERS: '0' })).toThrow(
    'PGFOLD_WORKERS: expected a whole number from 1 to 256',
  )
  expect(() => switchOf(json, undefined, { PGFOLD_JSON: 'maybe' })).toThrow(PgfoldError)
})

test.each([
  ['1', true],
  ['TRUE', true],
  ['on', true],
  ['0', false],
  ['no', false],
  ['', false],
])('switch %j', (value, on) => {
  expect(switchOf(json, undefined, { PGFOLD_JSON: value })).toBe(on)
})

test('a switch with a default of its own tells off from not given', () => {
  expect(['1', '0', ''].map((value) => givenSwitch(json, undefined, { PGFOLD_JSON: value }))).toEqual([
    true,
    false,
    undefined,
  ])
  expect(givenSwitch(json, undefined, {})).toBeUndefined()
  expect(givenSwitch(json, false, { PGFOLD_JSON: '1' })).toBe(false)
})

test('parsers take their own form and nothing else', () => {
  expect(nameList(' a, b ,,c')).toEqual(['a', 'b', 'c'])
  expect(() => nameList(' , ')).toThrow('separated by commas')
  expect(choice('sdk', 'direct')('sdk')).toBe('sdk')
  expect(() => choice('sdk', 'direct')('SDK')).toThrow('expected sdk or direct')
  expect(httpUrl('http://localhost:8000')).toBe('http://localhost:8000')
  for (const wrong of ['localhost:8000', 'ftp://x', 'x']) expect(() => httpUrl(wrong)).toThrow('expected an http')
  for (const wrong of ['1e2', '0x1', ' 1', '1 ', '+1', '-1', '1.0', ''])
    expect(() => integer(0, 100)(wrong)).toThrow('whole number from 0 to 100')
  expect(() => text('  ')).toThrow('must not be empty')
})
