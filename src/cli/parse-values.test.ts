import { expect, test } from 'vitest'
import { choice, httpUrl, integer, nameList, percent, seconds, text } from './parse-values.ts'

test('parsers take their own form and nothing else', () => {
  expect(nameList(' a, b ,,c')).toEqual(['a', 'b', 'c'])
  expect(() => nameList(' , ')).toThrow('separated by commas')
  expect(choice('sdk', 'direct')('sdk')).toBe('sdk')
  expect(() => choice('sdk', 'direct')('SDK')).toThrow('expected sdk or direct')
  expect(httpUrl('http://localhost:8000')).toBe('http://localhost:8000')
  for (const wrong of ['localhost:8000', 'ftp://x', 'x']) expect(() => httpUrl(wrong)).toThrow('expected an http')
  for (const wrong of ['1e2', '0x1', ' 1', '1 ', '+1', '-1', '1.0', ''])
    expect(() => integer({ min: 0, max: 100 })(wrong)).toThrow('whole number from 0 to 100')
  expect(['0', '5', '0.25', '5%', '100'].map(percent)).toEqual([0, 5, 0.25, 5, 100])
  for (const wrong of ['101', '-1', '5 %', '.5', '1e1', ''])
    expect(() => percent(wrong)).toThrow('percentage from 0 to 100')
  expect(seconds({ min: 1, max: 60_000 })('60')).toBe(60_000)
  for (const wrong of ['0', '61', '1.5', '1s'])
    expect(() => seconds({ min: 1, max: 60_000 })(wrong)).toThrow('whole number from 1 to 60')
  expect(() => text('  ')).toThrow('must not be empty')
})
