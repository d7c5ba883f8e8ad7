import type { Transport } from '../transport/transport.ts'
import type { SimulatedTable } from './simulated-table.fixture.ts'
import { troubledAnswer, type Trouble } from './simulated-trouble.fixture.ts'
import type { VirtualClock } from '../../virtual-clock.fixture.ts'

export interface SimulatedTransport extends Transport {
  readonly trouble: Trouble
  /** Milliseconds of an answer: from the first to the second. */
  latency: readonly [number, number]
  /** Milliseconds at which calls were sent. */
  readonly sentAt: number[]
}

/** The way to a simulated table in virtual time. A call is judged half-way between its request and its answer. */
export function simulatedTransport(clock: VirtualClock, table: SimulatedTable): SimulatedTransport {
  const after = (milliseconds: number): Promise<void> => new Promise((resolve) => clock.after(milliseconds, resolve))
  const transport: SimulatedTransport = {
    kind: 'direct',
    trouble: {},
    latency: [5, 25],
    sentAt: [],
    async call(_operation, body) {
      transport.sentAt.push(clock.now())
      const [least, most] = transport.latency
      const latency = least + clock.random() * (most - least)
      // The body is the caller's again once this call has ended.
      const text = Buffer.from(body).toString('utf8')
      await after(latency / 2)
      const seconds = clock.now() / 1000
      const silent = transport.trouble.pauses?.find(
        ({ kind, from, to }) => kind === 'silent' && from <= seconds && seconds < to,
      )
      if (silent !== undefined) await after((silent.to - seconds) * 1000)
      let answer: string
      try {
        answer = troubledAnswer(table, transport.trouble, clock, text)
      } finally {
        await after(latency / 2)
      }
      return Buffer.from(answer)
    },
    async [Symbol.asyncDispose]() {},
  }
  return transport
}
