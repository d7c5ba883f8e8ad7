import { expect, test } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { givenSwitch, switchOf, type SwitchOption } from './switch-option.ts'

const json: SwitchOption = { env: 'PGFOLD_JSON', brief: 'JSON' }

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

test('a variable that says neither on nor off is an error', () => {
  expect(() => switchOf(json, undefined, { PGFOLD_JSON: 'maybe' })).toThrow(PgfoldError)
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
