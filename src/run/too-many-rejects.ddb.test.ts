import { expect, it } from 'vitest'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import { defaultFigures, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

it('a run of which more than one row in twenty is rejected stops, and goes on where more are allowed', async () => {
  await using database = await shopDatabase({ ...defaultFigures, likes: 2_000, likesWithoutNote: 600 })
  await using table = await shopTable()
  await using directory = await temporaryDirectory()
  const options = { ...shopOptions(database, table, directory.path), rowsPerChunk: 200, entities: ['LIKE'] }
  const stopped = await migrate(options, ignore, never)
  expect(stopped).toMatchObject({
    outcome: 'failed',
    resumable: true,
    error: { code: 'RUN_TOO_MANY_REJECTS', exit: 3 },
    summary: { status: 'Failed', lastError: { code: 'RUN_TOO_MANY_REJECTS' } },
  })
  const { runId } = stopped.summary
  // The limit counts what earlier attempts rejected.
  const again = await resume({ ...options, runId }, ignore, never)
  expect(again.error?.code ?? again.outcome).toMatch(/^(RUN_TOO_MANY_REJECTS|completed)$/)
  const allowed = await resume({ ...options, runId, maxRejectPercent: 100 }, ignore, never)
  expect(allowed).toMatchObject({ outcome: 'completed', error: null })
  expect(allowed.summary.entities.find(({ entity }) => entity === 'LIKE')?.rejected).toBe(600)
  await expect(migrate({ ...options, maxRejectPercent: 101 }, ignore, never)).rejects.toMatchObject({
    code: 'RUN_OPTION_INVALID',
  })
})
