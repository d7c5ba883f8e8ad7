import { expect, test } from 'vitest'
import { memoryDanger } from './watch-memory.ts'

const calm = { heapUsed: 100e6, heapLimit: 4_000e6, resident: 250e6, granted: 512e6 }

test('a process within its limits is left alone', () => {
  expect(memoryDanger(calm)).toBeNull()
  expect(memoryDanger({ ...calm, resident: 9_000e6, granted: null })).toBeNull()
})

test('heap and container limit are each named', () => {
  expect(memoryDanger({ ...calm, heapUsed: 3_800e6 })).toBe('heap 3800 of 4000 MB')
  expect(memoryDanger({ ...calm, resident: 500e6 })).toBe('500 of the 512 MB that the container grants')
})
