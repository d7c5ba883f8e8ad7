import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyHashing } from './key-hashing.ts'

test('nothing is hashed unless asked', () => {
  expect(keyHashing(undefined)).toBeNull()
  expect(keyHashing(false)).toBeNull()
})

test('a hash is what any tool computes from the text, so that a row can be found by it', () => {
  expect(keyHashing(true)?.text('USER#1')).toBe(
    `sha256:${createHash('sha256').update('USER#1').digest('hex').slice(0, 16)}`,
  )
  expect(keyHashing({ secret: 's' })?.text('é')).toBe(
    `hmac-sha256:${createHmac('sha256', 's').update('é').digest('hex').slice(0, 16)}`,
  )
})

test('names and NULL stay, the check tells secrets apart', () => {
  expect(keyHashing(true)?.record({ id: '7', other: null })).toEqual({
    id: expect.stringMatching(/^sha256:[0-9a-f]{16}$/),
    other: null,
  })
  expect(
    new Set(
      [keyHashing(true), keyHashing({ secret: 'a' }), keyHashing({ secret: 'b' })].map((hashing) => hashing?.check),
    ).size,
  ).toBe(3)
})
