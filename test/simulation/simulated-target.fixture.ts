import { ServiceError, TransportError, type Transport } from '../../src/dynamodb/transport/transport.ts'
import type { SimulatedProcess, World } from './simulated-world.fixture.ts'

export interface TargetFaults {
  /** Probabilities for one request. */
  throttled: number
  failed: number
  /** No answer; half of these requests were applied all the same. */
  unanswered: number
  /** Some of the items come back unprocessed. */
  unprocessed: number
  /** A defect: what was left undone is not said. */
  hidesUnprocessed?: boolean
  /** Milliseconds of an answer. */
  latency: readonly [number, number]
}

export interface SimulatedTable {
  /** Item by key, as JSON. */
  readonly items: Map<string, string>
  /** How often each key was stored. */
  readonly stored: Map<string, number>
}

interface Put {
  readonly PutRequest: { readonly Item: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
}

/** A table behind a network: what a process has sent arrives also when the process is dead by then. */
export function transportTo(
  table: SimulatedTable,
  process: SimulatedProcess,
  world: World,
  faults: TargetFaults,
): Transport {
  return {
    kind: 'direct',
    call(_operation, body, signal) {
      const sent = Buffer.from(body).toString('utf8')
      const [least, most] = faults.latency
      return new Promise((resolve, reject) => {
        const answer = (settle: () => void): void => void process.clock.after(world.between(least, most), settle)
        const onAbort = (): void => reject(signal.reason)
        signal.addEventListener('abort', onAbort, { once: true })
        world.clock.after(world.between(0, most), () => {
          try {
            const text = arrive(table, sent, world, faults)
            answer(() => resolve(Buffer.from(text)))
          } catch (error) {
            answer(() => reject(error))
          }
        })
      })
    },
    async [Symbol.asyncDispose]() {},
  }
}

function arrive(table: SimulatedTable, sent: string, world: World, faults: TargetFaults): string {
  const { RequestItems } = JSON.parse(sent) as { RequestItems: Record<string, Put[]> }
  const [[name, puts] = ['', []]] = Object.entries(RequestItems)
  const dice = world.clock.random()
  if (dice < faults.throttled) {
    world.note('throttled')
    throw new ServiceError('ThrottlingException', 400, 'throttled', [
      { reason: 'TableWriteKeyRangeThroughputExceeded', resource: name },
    ])
  }
  if (dice < faults.throttled + faults.failed) throw new ServiceError('InternalServerError', 500, 'simulated')
  const unanswered = world.chance(faults.unanswered)
  if (unanswered && world.chance(0.5)) throw new TransportError('no answer, not applied')
  if (new Set(puts.map(keyOf)).size < puts.length)
    throw new ServiceError('ValidationException', 400, 'Provided list of item keys contains duplicates')
  if (puts.some(({ PutRequest: { Item } }) => Object.hasOwn(Item, 'poison')))
    throw new ServiceError('ValidationException', 400, 'One or more parameter values were invalid')
  const left = world.chance(faults.unprocessed) ? puts.filter(() => world.chance(0.5)) : []
  for (const put of puts) {
    if (left.includes(put)) continue
    const key = keyOf(put)
    table.items.set(key, JSON.stringify(put.PutRequest.Item))
    table.stored.set(key, (table.stored.get(key) ?? 0) + 1)
  }
  world.note(`stored ${puts.length - left.length} of ${puts.length}`)
  if (unanswered) throw new TransportError('no answer, applied')
  return JSON.stringify({
    UnprocessedItems: left.length === 0 || faults.hidesUnprocessed === true ? {} : { [name]: left },
  })
}

function keyOf({ PutRequest: { Item } }: Put): string {
  return `${String(Item['pk']?.['S'])} ${String(Item['sk']?.['S'])}`
}
