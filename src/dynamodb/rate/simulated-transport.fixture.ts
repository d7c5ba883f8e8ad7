import type { SimulatedTable } from './simulated-table.fixture.ts'
import { ServiceError, type Transport } from '../transport/transport.ts'
import type { VirtualClock } from '../../virtual-clock.fixture.ts'

export interface SimulatedTransport extends Transport {
  /** Share of the calls that fail with 500, before anything is written. */
  faults: number
  /** Milliseconds of an answer: from the first to the second. */
  latency: readonly [number, number]
}

/** The way to a simulated table in virtual time. */
export function simulatedTransport(clock: VirtualClock, table: SimulatedTable): SimulatedTransport {
  const answer = (body: Uint8Array): Uint8Array => {
    if (clock.random() < transport.faults) throw new ServiceError('InternalServerError', 500, 'by chance')
    const { text, reasons } = table.batchWrite(Buffer.from(body).toString('utf8'), clock.now() / 1000)
    if (reasons.length > 0) throw new ServiceError('ThrottlingException', 400, 'throttled', reasons)
    return Buffer.from(text)
  }
  const transport: SimulatedTransport = {
    kind: 'direct',
    faults: 0,
    latency: [5, 25],
    call(_operation, body) {
      const [least, most] = transport.latency
      // The body is the caller's again once this call has ended; what arrives was sent before.
      return new Promise((resolve, reject) => {
        clock.after(least + clock.random() * (most - least), () => {
          try {
            resolve(answer(body))
          } catch (error) {
            reject(error)
          }
        })
      })
    },
    async [Symbol.asyncDispose]() {},
  }
  return transport
}
