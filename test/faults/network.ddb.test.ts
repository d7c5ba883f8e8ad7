import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { faultyNetwork, type FaultyNetwork } from '../../servers/faulty-network.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { afterChunks, expectEnding, ground, type FaultyRun, type Ground } from './faulty-run.fixture.ts'

const converges = { kind: 'converges' } as const
const reader = { saying: 'pgfold reader' }
const writes = { saying: 'BatchWriteItem' }
const sourceGone = { kind: 'stops', codes: ['SOURCE_CONNECTION_LOST', 'SOURCE_UNREACHABLE'] } as const

interface Row {
  readonly name: string
  readonly run: (network: FaultyNetwork) => Omit<FaultyRun, 'url' | 'endpoint'>
}

/** Resets, and does not let anybody in for a while. */
function darkFor(network: FaultyNetwork, milliseconds: number): void {
  network.blackout()
  void sleep(milliseconds).then(() => network.lightUp())
}

function stallFor(network: FaultyNetwork, milliseconds: number, which: { readonly saying?: string } = {}): void {
  network.stall(which)
  void sleep(milliseconds).then(() => network.flow())
}

/** Options with which a session that says nothing is given up early. */
function givingUpAfter(milliseconds: number, url: string): FaultyRun['options'] {
  return { source: { ...parseSourceUrl(url, {}), inactivityMs: milliseconds } }
}

const betweenSource: readonly Row[] = [
  {
    name: 'latency of 4 ms each way',
    // Some four round trips for each of twenty chunks by three workers, and the beginning.
    run: (network) => ({ ending: converges, faultMs: 3_000, onEvent: () => (network.delayMs = 4) }),
  },
  {
    name: 'readers reset again and again',
    run: (network) => {
      let done = 0
      return {
        ending: converges,
        // Three waits of a retry, 2 s each at most.
        faultMs: 6_000,
        onEvent: (event) => {
          if (event.kind === 'chunk-done' && ++done % 6 === 0) network.reset(reader)
        },
      }
    },
  },
  {
    name: 'every session reset at once',
    run: (network) => ({ ending: sourceGone, onEvent: afterChunks(3, () => network.reset()) }),
  },
  {
    name: 'readers cut after 1,000 bytes, in the middle of a row',
    run: (network) => {
      network.cutAfter(1_000, 3, reader)
      return { ending: converges, faultMs: 4_000 }
    },
  },
  {
    name: 'readers cut after 9,000 bytes, in the middle of a chunk',
    run: (network) => {
      network.cutAfter(9_000, 3, reader)
      return { ending: converges, faultMs: 4_000 }
    },
  },
  {
    name: 'all silent for 1 s, then going on',
    run: (network) => ({ ending: converges, faultMs: 1_000, onEvent: afterChunks(3, () => stallFor(network, 1_000)) }),
  },
  {
    name: 'ends that are told half a second late',
    run: (network) => {
      network.closeDelayMs = 500
      return { ending: converges, faultMs: 3_000 }
    },
  },
  {
    name: 'a blackout of 1 s',
    run: (network) => ({ ending: sourceGone, faultMs: 1_000, onEvent: afterChunks(3, () => darkFor(network, 1_000)) }),
  },
]

const beforeTable: readonly Row[] = [
  {
    name: 'latency of 4 ms each way',
    run: (network) => ({ ending: converges, faultMs: 3_000, onEvent: () => (network.delayMs = 4) }),
  },
  {
    name: 'connections reset again and again',
    run: (network) => ({
      ending: converges,
      faultMs: 2_000,
      onEvent: (event) => {
        if (event.kind === 'chunk-done') network.reset(writes)
      },
    }),
  },
  {
    name: 'answers cut after 40 bytes',
    run: (network) => {
      network.cutAfter(40, 6, writes)
      return { ending: converges, faultMs: 2_000 }
    },
  },
  {
    name: 'half-open: silent until each request times out after 1 s',
    run: (network) => ({
      ending: converges,
      faultMs: 4_000,
      onEvent: afterChunks(3, () => stallFor(network, 2_500)),
    }),
  },
  {
    name: 'ends that are told half a second late',
    run: (network) => {
      network.closeDelayMs = 500
      return { ending: converges, faultMs: 2_000 }
    },
  },
  {
    name: 'a blackout of 1.5 s',
    run: (network) => ({ ending: converges, faultMs: 4_000, onEvent: afterChunks(3, () => darkFor(network, 1_500)) }),
  },
]

let shared: Ground
beforeAll(async () => {
  shared = await ground()
})
afterAll(() => shared[Symbol.asyncDispose]())

describe('a network before PostgreSQL', { timeout: 120_000 }, () => {
  test.each(betweenSource)('$name', async ({ run }) => {
    await using network = await faultyNetwork(shared.database.url)
    await expectEnding(shared, { ...run(network), url: network.at(shared.database.url) })
  })

  test('readers that are half-open are given up and replaced', async () => {
    await using network = await faultyNetwork(shared.database.url)
    const url = network.at(shared.database.url)
    await expectEnding(shared, {
      url,
      ending: converges,
      faultMs: 5_000,
      options: givingUpAfter(800, url),
      // A session that comes later is stalled too, until the network flows again.
      onEvent: afterChunks(3, () => stallFor(network, 1_200, reader)),
    })
  })
})

describe('a network before DynamoDB', { timeout: 120_000 }, () => {
  test.each(beforeTable)('$name', async ({ run, name }) => {
    const server = inject('dynamodbEndpoint')
    await using network = await faultyNetwork(server)
    await expectEnding(shared, { ...run(network), endpoint: network.at(server) })
    if (/reset|cut|blackout/u.test(name)) expect(network.broken).toBeGreaterThan(0)
  })
})
