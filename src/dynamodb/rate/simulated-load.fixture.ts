import type { EncodedItem } from '../../encode/encoded-item.ts'
import { createItemWriter } from '../write/create-item-writer.ts'
import type { ItemWriterOptions } from '../write/item-writer-options.ts'
import { simulatedItem, simulatedTableKeys } from './simulated-item.fixture.ts'
import { SimulatedTable, type Grants } from './simulated-table.fixture.ts'
import { simulatedTransport, type SimulatedTransport } from './simulated-transport.fixture.ts'
import { virtualClock, type VirtualClock } from '../../virtual-clock.fixture.ts'

export interface SimulatedLoad extends AsyncDisposable {
  readonly clock: VirtualClock
  readonly table: SimulatedTable
  readonly transport: SimulatedTransport
  /** Write units, table and index, of the writes that have ended well. */
  readonly predicted: number
  run(seconds: number): Promise<void>
  /** Whether there is more to write; at first there is. */
  feed: 'all' | 'nothing'
  /** No more is fed; waits until all that was begun is written. */
  finish(): Promise<void>
}

export interface SimulatedLoadOptions extends Partial<Omit<ItemWriterOptions, 'transport' | 'table'>> {
  readonly grants: Grants
  readonly seed?: number | undefined
  readonly burstSeconds?: number | undefined
  readonly savedSeconds?: number | undefined
  readonly item?: ((number: number, clock: VirtualClock) => EncodedItem) | undefined
}

/** A writer with more to write than the table can take, against a simulated table, in virtual time. */
export function simulatedLoad({
  grants,
  seed,
  burstSeconds,
  savedSeconds,
  item = (number) => simulatedItem(number),
  ...writerOptions
}: SimulatedLoadOptions): SimulatedLoad {
  const clock = virtualClock(seed ?? 1)
  const table = new SimulatedTable(grants, 0, { burstSeconds, savedSeconds })
  const transport = simulatedTransport(clock, table)
  const never = new AbortController().signal
  const writer = createItemWriter({
    transport,
    table: 't',
    resolvedTable: simulatedTableKeys,
    maxBatchItems: 25,
    maxInFlight: 64,
    clock,
    onEvent: () => {},
    startWriteUnits: grants.tableUnits,
    ...writerOptions,
  })
  let number = 0
  let ended = false
  let predicted = 0
  const writes = new Set<Promise<void>>()
  const feed = async (): Promise<void> => {
    while (!ended) {
      await writer.ready(never)
      if (load.feed === 'nothing') {
        await new Promise<void>((resolve) => clock.after(1, resolve))
        continue
      }
      const items = Array.from({ length: 25 }, () => item(number++, clock))
      const write: Promise<void> = writer.write(items, never).then(
        () => {
          for (const { writeUnits } of items) predicted += writeUnits
          writes.delete(write)
        },
        () => {
          writes.delete(write)
        },
      )
      writes.add(write)
    }
  }
  const load: SimulatedLoad = {
    feed: 'all',
    clock,
    table,
    transport,
    get predicted() {
      return predicted
    },
    run: (seconds) => clock.run(seconds * 1000),
    async finish() {
      ended = true
      for (let second = 0; second < 60 && writes.size > 0; second++) await clock.run(1000)
    },
    async [Symbol.asyncDispose]() {
      ended = true
      const closing = writer[Symbol.asyncDispose]()
      await clock.run(60_000)
      await closing
      await feeding
    },
  }
  const feeding = feed().catch(() => {})
  return load
}
