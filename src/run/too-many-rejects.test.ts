import { expect, test } from 'vitest'
import { entityProgress } from '../output/ledger-summary.fixture.ts'
import { tooManyRejects } from './too-many-rejects.ts'

const rows = (read: number, rejected: number): ReturnType<typeof entityProgress> =>
  entityProgress('NOTE', 'notes', { total: 9_999, read, written: read - rejected, rejected })

test('more than the share, of at least 1,000 rows of all entities', () => {
  expect(tooManyRejects([rows(999, 999)], 5)).toBeNull()
  expect(tooManyRejects([rows(1_000, 50)], 5)).toBeNull()
  expect(tooManyRejects([rows(1_000, 51)], 5)?.code).toBe('RUN_TOO_MANY_REJECTS')
  expect(tooManyRejects([rows(500, 30), rows(500, 30)], 5)?.message).toContain(
    '60 rows of 1,000 were rejected, more than 5 % (NOTE: 30 of 500; NOTE: 30 of 500)',
  )
  expect(tooManyRejects([rows(1_000, 1)], 0)).not.toBeNull()
  expect(tooManyRejects([rows(1_000, 1_000)], 100)).toBeNull()
})
