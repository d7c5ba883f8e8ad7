import type { EncodedItem } from '../../encode/encoded-item.ts'
import { backoff } from '../call/backoff.ts'
import { readBatchAnswer } from '../call/batch-answer.ts'
import { batchBodies, type BatchBodies } from './batch-body.ts'
import { callError, describeCallError } from '../call/call-error.ts'
import type { Clock } from '../../clock.ts'
import type { ItemWriterOptions } from './item-writer-options.ts'
import { eventThrottle } from '../call/event-throttle.ts'
import type { WriteOutcome, WriteTotals } from './item-writer.ts'
import { indexUnits } from './index-units.ts'
import { matchUnprocessed } from './match-unprocessed.ts'
import { onAbort } from '../call/on-abort.ts'
import { OpenList } from '../call/open-list.ts'
import { Patience, type PatienceLimits } from '../call/patience.ts'
import { pendingItem, PendingWrite, type PendingItem } from './pending-write.ts'
import { RateControl, type ConsumedUnits } from '../rate/rate-control.ts'
import { Room } from './room.ts'
import { judgeError, type ErrorVerdict } from '../call/service-error-table.ts'
import { throttleCause } from '../call/throttle-reason.ts'
import { ServiceError } from '../transport/transport.ts'
import { batchOf, WriteQueue, type Batch } from './write-queue.ts'

type Settings = ItemWriterOptions & {
  readonly maxPendingBytes: number
  readonly patience: PatienceLimits
  readonly clock: Clock
}

/** Calls that are on the wire when the writer is closed are waited for so long. */
const closeMs = 2_000

/**
 * One loop over one queue. An item leaves it in exactly one of three ways: the service took it, the service refused it
 * alone in a request, or the whole writer stopped. Everything else (unprocessed, throttled, failed, unanswered, refused
 * with others) puts it back, so nothing is lost; a put that is repeated changes nothing.
 */
export class BatchWriter {
  readonly #settings: Settings
  readonly #clock: Clock
  readonly #rate: RateControl<PendingItem>
  readonly #queue: WriteQueue
  readonly #room: Room
  readonly #patience: Patience
  readonly #bodies: BatchBodies
  readonly #tell: ReturnType<typeof eventThrottle>
  readonly #abort = new AbortController()
  readonly #appointments = new Set<() => void>()
  readonly #open = new OpenList<PendingWrite>()
  #onWire = 0
  #wireFree: (() => void) | null = null
  readonly totals: { -readonly [name in keyof WriteTotals]: number } = {
    requests: 0,
    retries: 0,
    throttles: 0,
    unprocessed: 0,
    bytes: 0,
    writeUnits: 0,
  }
  #cancelWake: (() => void) | null = null
  #failure: { readonly reason: unknown } | null = null

  constructor(settings: Settings) {
    this.#settings = settings
    this.#clock = settings.clock
    this.#rate = new RateControl(
      {
        startWriteUnits: settings.startWriteUnits ?? null,
        maxWriteUnits: settings.maxWriteUnits ?? null,
        maxInFlight: settings.maxInFlight,
        indexUnits: indexUnits(settings.resolvedTable),
      },
      this.#clock.now(),
    )
    this.#queue = new WriteQueue(this.#rate, settings.maxBatchItems)
    // Twice what is on the wire keeps every connection busy; more would only be memory.
    this.#room = new Room(settings.maxInFlight * settings.maxBatchItems * 2, settings.maxPendingBytes)
    this.#patience = new Patience(settings.patience, this.#clock.now())
    this.#bodies = batchBodies(settings.table)
    this.#tell = eventThrottle(settings.onEvent, () => this.#clock.now())
  }

  ready(signal: AbortSignal): Promise<void> {
    return this.#failure === null ? this.#room.wait(signal) : Promise.reject(this.#failure.reason)
  }

  write(items: readonly EncodedItem[], signal: AbortSignal, onStored?: (bytes: number) => void): Promise<WriteOutcome> {
    if (this.#failure !== null) return Promise.reject(this.#failure.reason)
    if (signal.aborted) return Promise.reject(signal.reason)
    if (items.length === 0) return Promise.resolve({ written: 0, refused: [] })
    if (this.#open.size === 0) this.#patience.progress(this.#clock.now())
    const write = new PendingWrite(items.length, onStored)
    const entry = this.#open.add(write)
    const batch = batchOf(
      items.map((item) => pendingItem(item, write)),
      0,
    )
    const { bytes } = batch
    this.#queue.add(batch)
    this.#room.enter(items.length, bytes)
    const forget = onAbort(signal, () => write.fail(signal.reason))
    const ended = (): void => {
      forget()
      this.#open.remove(entry)
      this.#room.leave(items.length, bytes)
    }
    write.outcome.then(ended, ended)
    this.#pump()
    return write.outcome
  }

  /** Gives up what is open, and waits for the calls on the wire: the table has received what they carry. */
  async close(): Promise<void> {
    const reason = new DOMException('the writer was closed', 'AbortError')
    const free = this.#onWire === 0 ? null : new Promise<void>((resolve) => (this.#wireFree = resolve))
    this.#giveUp(reason)
    if (free === null) return
    const cancel = this.#clock.after(closeMs, () => this.#abort.abort(reason))
    await free
    cancel()
  }

  #pump(): void {
    this.#cancelWake?.()
    this.#cancelWake = null
    if (this.#failure !== null) return
    while (this.#onWire < this.#rate.maxInFlight) {
      const next = this.#queue.next(this.#clock.now())
      if (typeof next === 'number') {
        if (next !== Infinity) this.#cancelWake = this.#clock.after(next, () => this.#pump())
        return
      }
      this.#onWire++
      void this.#send(next).finally(() => {
        this.#onWire--
        if (this.#onWire === 0) this.#wireFree?.()
        this.#pump()
      })
    }
  }

  async #send(batch: Batch): Promise<void> {
    const sentAt = this.#clock.now()
    this.#rate.take(batch, sentAt)
    this.totals.requests++
    if (batch.attempt > 0) this.totals.retries++
    try {
      const body = this.#bodies.build(batch.items, batch.bytes)
      const answer = readBatchAnswer(await this.#settings.transport.call('BatchWriteItem', body, this.#abort.signal))
      this.#bodies.recycle(body)
      const { taken, left } = matchUnprocessed(batch.items, answer.unprocessed, this.#settings.resolvedTable)
      this.#rate.answered({ taken, left, reason: null, consumed: answer.consumed, sentAt }, this.#clock.now())
      this.#taken(taken, answer.consumed)
      if (left.length > 0) this.#unprocessed(left, taken.length > 0 ? 0 : batch.attempt)
    } catch (error) {
      if (this.#failure === null) this.#failed(batch, error, sentAt)
    }
  }

  #taken(items: readonly PendingItem[], consumed: ConsumedUnits | null): void {
    if (items.length === 0) return
    this.#patience.progress(this.#clock.now())
    let units = 0
    for (const { item, write } of items) {
      this.totals.bytes += item.bytes
      units += item.writeUnits
      write.stored(item.bytes)
    }
    this.totals.writeUnits += consumed?.total ?? units
  }

  #unprocessed(items: readonly PendingItem[], attempt: number): void {
    this.totals.throttles++
    this.totals.unprocessed += items.length
    this.#tell('UnprocessedItems', () => ({
      kind: 'throttled',
      reason: 'UnprocessedItems',
      resource: this.#settings.table,
    }))
    const unprocessed = new ServiceError(
      'ProvisionedThroughputExceededException',
      200,
      'the items came back unprocessed',
    )
    this.#again(
      batchOf(items, attempt),
      { code: 'DYNAMODB_THROTTLED', class: 'retry', throttle: true, refresh: false, skew: false },
      unprocessed,
    )
  }

  #failed(batch: Batch, error: unknown, sentAt: number): void {
    const verdict = judgeError(error)
    if (verdict === null) return this.#stop(error)
    switch (verdict.class) {
      case 'stop':
        return this.#stop(callError(verdict, error))
      case 'reject':
        return this.#refused(batch, verdict, error)
      case 'retry':
        if (verdict.throttle) this.#throttled(batch, error, sentAt)
        else this.#rate.fail(this.#clock.now())
        return this.#again(batch, verdict, error)
    }
  }

  #throttled(batch: Batch, error: unknown, sentAt: number): void {
    this.totals.throttles++
    const reasons = error instanceof ServiceError ? error.throttlingReasons : []
    this.#rate.answered(
      { taken: [], left: batch.items, reason: throttleCause(reasons), consumed: null, sentAt },
      this.#clock.now(),
    )
    if (reasons.length === 0)
      this.#tell('throttled', () => ({
        kind: 'throttled',
        reason: error instanceof ServiceError ? error.type : 'Unknown',
        resource: this.#settings.table,
      }))
    for (const { reason, resource } of reasons)
      this.#tell(`${reason} ${resource}`, () => ({ kind: 'throttled', reason, resource }))
  }

  /** Sends a batch again after a pause, unless patience has run out. */
  #again(batch: Batch, verdict: ErrorVerdict, error: unknown): void {
    const enough = this.#patience.failure(verdict, error, this.#clock.now())
    if (enough !== null) return this.#stop(enough)
    const delay = backoff(batch.attempt, this.#clock)
    this.#tell(verdict.code, () => ({
      kind: 'retried',
      code: verdict.code,
      attempt: batch.attempt + 1,
      delayMs: Math.round(delay),
    }))
    const cancel = this.#clock.after(delay, () => {
      this.#appointments.delete(cancel)
      this.#queue.addFirst({ ...batch, attempt: batch.attempt + 1 })
      this.#pump()
    })
    this.#appointments.add(cancel)
  }

  /** One bad item makes the service refuse the whole request: halves are tried until it is alone. */
  #refused(batch: Batch, verdict: ErrorVerdict, error: unknown): void {
    this.#patience.progress(this.#clock.now())
    const [only, ...more] = batch.items
    if (only !== undefined && more.length === 0) {
      only.write.refused({ item: only.item, code: verdict.code, detail: describeCallError(error) })
      return
    }
    const middle = Math.ceil(batch.items.length / 2)
    this.totals.retries += 2
    this.#queue.addFirst(batchOf(batch.items.slice(middle), 0))
    this.#queue.addFirst(batchOf(batch.items.slice(0, middle), 0))
  }

  #stop(reason: unknown): void {
    if (this.#failure !== null) return
    this.#abort.abort(reason)
    this.#giveUp(reason)
  }

  #giveUp(reason: unknown): void {
    if (this.#failure !== null) return
    this.#failure = { reason }
    this.#cancelWake?.()
    for (const cancel of this.#appointments) cancel()
    this.#appointments.clear()
    this.#queue.clear()
    for (const write of this.#open.values) write.fail(reason)
    this.#room.fail(reason)
  }
}
