import { expect, it } from 'vitest'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { holdingProxy } from './holding-proxy.fixture.ts'
import { migrate } from './migrate.ts'
import { defaultFigures, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

it.each(['direct', 'sdk'] as const)(
  'as many writes are on their way at once as the option says, also above 64, over the %s transport',
  async (transport) => {
    await using database = await shopDatabase({ ...defaultFigures, members: 6_000, oversize: 0 })
    await using table = await shopTable()
    await using directory = await temporaryDirectory()
    await using proxy = await holdingProxy(table.endpoint, 100, 3_000)
    const options = shopOptions(database, table, directory.path)
    const result = await migrate(
      {
        ...options,
        target: { ...options.target, endpoint: proxy.endpoint, transport },
        entities: ['MEMBER'],
        rowsPerChunk: 3_000,
        maxInFlight: 100,
      },
      () => undefined,
      new AbortController().signal,
    )
    expect(result).toMatchObject({ outcome: 'completed', error: null })
    expect(proxy.mostAtOnce).toBe(100)
  },
)
