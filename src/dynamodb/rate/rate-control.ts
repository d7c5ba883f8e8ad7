import type { ThrottleCause } from '../call/throttle-reason.ts'
import { callSize } from './call-size.ts'
import { ConcurrencyLimit } from './concurrency-limit.ts'
import { IndexBlame, type IndexUnits } from './index-blame.ts'
import { KeyHeat } from './key-heat.ts'
import { RateLimit } from './rate-limit.ts'
import { SlidingWindow } from './sliding-window.ts'
import { UnitCeiling } from './unit-ceiling.ts'

export interface RateOptions<Item> {
  /** Write units a second to begin with; null: nobody knows (emulators never throttle). */
  readonly startWriteUnits: number | null
  /** Never more than this, indexes included; null: what the table gives. */
  readonly maxWriteUnits: number | null
  /** Calls on the wire. */
  readonly maxInFlight: number
  /** What an item costs in each index; asked for only when an index may be the limit. */
  readonly indexUnits: (item: Item) => IndexUnits
}

/** Something that was or will be sent. */
export interface RatedItem {
  /** Of the table itself, which is what its grant is counted in. */
  readonly units: number
  /** Of the table and its indexes: what the service charges. */
  readonly totalUnits: number
  /** `keyBucket` of the item. */
  readonly bucket: number
}

/** The service's answer to one call. */
export interface CallAnswer<Item> {
  readonly taken: readonly Item[]
  readonly left: readonly Item[]
  /** Why nothing was taken; null: the service gave no reason. */
  readonly reason: ThrottleCause | null
  /** What the service charged; null where it does not say. */
  readonly consumed: ConsumedUnits | null
  /** When the call was sent. */
  readonly sentAt: number
}

export interface ConsumedUnits {
  readonly table: number
  readonly total: number
  readonly indexes: IndexUnits
}

/**
 * Decides when a call may go: pure but for its own counters, time is passed in.
 *
 * The table, the account, every index and every hot key has a limit of its own, made when the service first says (or
 * its answers show) that it is one; what a limit does not concern passes it by. A throttle of a key range slows the keys
 * that our own count shows as hot; if none is, the table: then the load is spread, and the partitions together are at
 * their limit. Faults lower the number of calls on the wire, not the rate.
 */
export class RateControl<Item extends RatedItem = RatedItem> {
  readonly #table: RateLimit
  #account: RateLimit | null = null
  readonly #indexes = new Map<string, RateLimit>()
  readonly #refusedAt = new Map<string, number>()
  readonly #keys = new KeyHeat()
  readonly #blame = new IndexBlame()
  readonly #ceiling: UnitCeiling
  readonly #concurrency: ConcurrencyLimit
  readonly #indexUnits: (item: Item) => IndexUnits
  /** Units that were charged lately: where the limits of account and indexes begin. */
  readonly #charged: SlidingWindow
  readonly #chargedByIndex = new Map<string, SlidingWindow>()

  constructor(options: RateOptions<Item>, now: number) {
    this.#table = new RateLimit(now, options.startWriteUnits ?? unknownUnits, options.startWriteUnits !== null)
    this.#ceiling = new UnitCeiling(options.maxWriteUnits, now)
    this.#concurrency = new ConcurrencyLimit(options.maxInFlight)
    this.#indexUnits = options.indexUnits
    this.#charged = new SlidingWindow(now)
  }

  get maxInFlight(): number {
    return this.#concurrency.value
  }

  /** From now on at most so many units a second, indexes included: a share of a maximum may change while a run goes on. */
  setMaxWriteUnits(perSecond: number | null, now: number): void {
    this.#ceiling.set(perSecond, now)
  }

  /** Write units a second that the table may get at this moment. */
  rate(now: number): number {
    return this.#table.rate(now)
  }

  /** Milliseconds until the next call may go; 0 is now. */
  wait(now: number): number {
    return Math.max(this.#table.wait(now), this.#account?.wait(now) ?? 0, this.#ceiling.wait(now))
  }

  /** What a call may hold at most: units of the table, and of everything that is charged. At least one item goes. */
  callUnits(now: number): { readonly table: number; readonly total: number } {
    const calls = this.#concurrency.value
    const latency = this.#table.latency
    const size = (rate: number): number => callSize(rate, latency, calls)
    return {
      table: size(this.#table.rate(now)),
      total: Math.min(
        size(this.#account?.rate(now) ?? Infinity),
        this.#ceiling.perSecond === null ? Infinity : this.#ceiling.perSecond / 100,
      ),
    }
  }

  /** Is any key or index held back? Asked before the items of a call are looked at one by one. */
  holds(now: number): boolean {
    this.#keys.forget(now)
    for (const [name, refusedAt] of this.#refusedAt) {
      if (now - refusedAt < forgetIndexAfter) continue
      this.#refusedAt.delete(name)
      this.#indexes.delete(name)
    }
    return this.#keys.limits.size > 0 || this.#indexes.size > 0
  }

  /**
   * Names of the limits of keys and indexes that an item has to pass, joined; null: none. Items with the same lane wait
   * together.
   */
  laneOf(item: Item): string | null {
    let lane = this.#keys.limits.has(item.bucket) ? `key ${item.bucket}` : null
    if (this.#indexes.size > 0) {
      for (const name of this.#indexUnits(item).keys())
        if (this.#indexes.has(name)) lane = lane === null ? `index ${name}` : `${lane}\nindex ${name}`
    }
    return lane
  }

  /** Milliseconds until this item may pass the limits of its key and its indexes. */
  laneWait(item: Item, now: number): number {
    let wait = 0
    for (const [limit] of this.#limitsOf(item)) wait = Math.max(wait, limit.wait(now))
    return wait
  }

  /** An item goes into the next call. */
  takeLane(item: Item, now: number): void {
    for (const [limit, units] of this.#limitsOf(item)) limit.take(units, now)
  }

  /** A call goes out. */
  take({ units, totalUnits }: { readonly units: number; readonly totalUnits: number }, now: number): void {
    this.#table.take(units, now)
    this.#account?.take(totalUnits, now)
    this.#ceiling.take(totalUnits)
  }

  answered(answer: CallAnswer<Item>, now: number): void {
    const { taken, left, consumed, sentAt } = answer
    for (const item of taken) this.#keys.count(item.bucket, now)
    for (const item of left) this.#keys.count(item.bucket, now)
    const booked = sum(taken, 'units')
    const bookedTotal = sum(taken, 'totalUnits')
    this.#countCharged(consumed, bookedTotal, now)
    if (taken.length > 0) this.#concurrency.answered()
    const guilty = left.length === 0 ? nobody : this.#guilty(answer, now)
    const leftUnits = sum(left, 'units')
    const byTable = guilty.limit === this.#table ? sum(guilty.items, 'units') : 0
    this.#table.giveBack(leftUnits - byTable, sentAt)
    this.#table.answered({ booked, charged: consumed?.table ?? booked, refused: byTable }, sentAt, now)
    const leftTotal = sum(left, 'totalUnits')
    const byAccount = guilty.limit !== null && guilty.limit === this.#account ? leftTotal : 0
    this.#account?.giveBack(leftTotal - byAccount, sentAt)
    this.#account?.answered(
      { booked: bookedTotal, charged: consumed?.total ?? bookedTotal, refused: byAccount },
      sentAt,
      now,
    )
    this.#ceiling.take((consumed?.total ?? bookedTotal) - bookedTotal)
    if (this.#keys.limits.size > 0 || this.#indexes.size > 0) this.#answeredLanes(answer, guilty, now)
  }

  /** A fault of the service or the network; nothing is known about these units. */
  fail(now: number): void {
    this.#concurrency.failed(now)
  }

  /** Who refused which of the items that were left; makes the limit if there was none. */
  #guilty({ taken, left, reason }: CallAnswer<Item>, now: number): Guilty<Item> {
    if (reason?.scope === 'account') {
      this.#account ??= limitAt(this.#charged, this.#table.latency, now)
      return { limit: this.#account, items: left }
    }
    if (reason?.scope === 'index' && reason.index !== null) return this.#guiltyIndex(reason.index, left, now)
    if (reason?.scope === 'table' || reason?.scope === 'index') return { limit: this.#table, items: left }
    const hot = new Set(left.filter((item) => this.#keys.refused(item.bucket, 2 * this.#table.latency, now) !== null))
    if (hot.size > 0 && (reason !== null || hot.size === left.length)) return { limit: null, items: [...hot] }
    const index = reason === null && taken.length > 0 ? this.#blamedIndex(taken, left) : null
    if (index !== null) return this.#guiltyIndex(index, left, now)
    return { limit: this.#table, items: left }
  }

  #blamedIndex(taken: readonly Item[], left: readonly Item[]): string | null {
    const sent = [...taken, ...left]
    // Where all items lie in an index that is known to be a limit, it is that one, or it makes no difference.
    for (const name of this.#indexes.keys()) if (sent.every((item) => this.#indexUnits(item).has(name))) return name
    return this.#blame.blamed(sent.map(this.#indexUnits), left.map(this.#indexUnits))
  }

  #guiltyIndex(name: string, left: readonly Item[], now: number): Guilty<Item> {
    let limit = this.#indexes.get(name)
    if (limit === undefined) {
      limit = limitAt(this.#chargedByIndex.get(name), this.#table.latency, now)
      this.#indexes.set(name, limit)
    }
    this.#refusedAt.set(name, now)
    return { limit, items: left.filter((item) => this.#indexUnits(item).has(name)) }
  }

  #answeredLanes({ taken, left, sentAt }: CallAnswer<Item>, guilty: Guilty<Item>, now: number): void {
    const byLimit = new Map<RateLimit, { booked: number; refused: number; innocent: number }>()
    const count = (limit: RateLimit, units: number, what: 'booked' | 'refused' | 'innocent'): void => {
      let entry = byLimit.get(limit)
      if (entry === undefined) byLimit.set(limit, (entry = { booked: 0, refused: 0, innocent: 0 }))
      entry[what] += units
    }
    for (const item of taken) {
      for (const [limit, units] of this.#limitsOf(item)) count(limit, units, 'booked')
    }
    const refused = new Set(guilty.items)
    for (const item of left) {
      const ofKey = this.#keys.limits.get(item.bucket)
      for (const [limit, units] of this.#limitsOf(item))
        count(limit, units, refused.has(item) && (guilty.limit ?? ofKey) === limit ? 'refused' : 'innocent')
    }
    for (const [limit, { booked, refused: units, innocent }] of byLimit) {
      limit.giveBack(innocent, sentAt)
      limit.answered({ booked, charged: booked, refused: units }, sentAt, now)
    }
  }

  /** Limits of its key and its indexes with the units that it takes from each. */
  *#limitsOf(item: Item): Generator<readonly [limit: RateLimit, units: number]> {
    const ofKey = this.#keys.limits.get(item.bucket)
    if (ofKey !== undefined) yield [ofKey, item.units]
    if (this.#indexes.size === 0) return
    for (const [name, units] of this.#indexUnits(item)) {
      const limit = this.#indexes.get(name)
      if (limit !== undefined) yield [limit, units]
    }
  }

  #countCharged(consumed: ConsumedUnits | null, booked: number, now: number): void {
    this.#charged.add(consumed?.total ?? booked, now)
    if (consumed === null) return
    for (const [name, units] of consumed.indexes) {
      let window = this.#chargedByIndex.get(name)
      if (window === undefined) this.#chargedByIndex.set(name, (window = new SlidingWindow(now)))
      window.add(units, now)
    }
  }
}

/** A limit that was just met, at what it gave lately; where that was too short to tell, from there on quickly. */
function limitAt(charged: SlidingWindow | undefined, latency: number, now: number): RateLimit {
  const lately = charged?.rate(recently, now) ?? 0
  return new RateLimit(
    now,
    Math.max(leastUnits, lately),
    charged !== undefined && charged.age(now) >= recently,
    2 * latency,
  )
}

interface Guilty<Item> {
  /** Null: the limit of each item's own key. */
  readonly limit: RateLimit | null
  readonly items: readonly Item[]
}

const nobody: Guilty<never> = { limit: null, items: [] }

/** What a table has by default is 40,000 units a second (Developer Guide, "Quotas"). */
export const unknownUnits = 40_000
/** Units a second of a limit of which nothing is known. */
const leastUnits = 25
/** Milliseconds in which a limit that was just met is measured. */
const recently = 500
/** An index that refused nothing for so long limits nothing any more. */
const forgetIndexAfter = 60_000

function sum(items: readonly RatedItem[], of: 'units' | 'totalUnits'): number {
  let total = 0
  for (const item of items) total += item[of]
  return total
}
