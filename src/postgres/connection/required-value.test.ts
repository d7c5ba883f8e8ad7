import { expect, test } from 'vitest'
import { requiredValue } from './required-value.ts'
import { parseSourceUrl } from './source-config.ts'

const config = parseSourceUrl('postgres://reader@db.example/shop', {})

test('a value that stands for the source has no default: what the server does not give is named', () => {
  expect(requiredValue('16/B374D848', 'WAL position', config)).toBe('16/B374D848')
  for (const nothing of [null, undefined, ''])
    expect(() => requiredValue(nothing, 'WAL position', config)).toThrow(
      /db\.example:5432\/shop: the server gives no WAL position/,
    )
})
