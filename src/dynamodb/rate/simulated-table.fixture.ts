import { fnv1aStart, fnv1aStep } from '../../fnv1a.ts'
import type { Item } from '../../codec/value/attribute-value.ts'
import { itemBytes, writeUnits } from '../../encode/item-bytes.ts'
import type { ServiceError } from '../transport/transport.ts'

/**
 * What a simulated table grants, in write units a second. What is absent has no limit.
 *
 * "Granted" over a time is what flows in, and what is drawn from the units saved before it (their net fall). By
 * conservation (inflow + saved before = used + spilled over the brim + saved after) the used share cannot pass 1; units
 * that spill or that are only saved up count as not used. Of several limits the one that is used most is the one that
 * bounds.
 */
export interface Grants {
  /** Of the table, spread evenly over its partitions. */
  readonly tableUnits: number
  /** 1,000 units each where absent. */
  readonly partitions?: number | undefined
  /** Of the index in which the items with a `gsi1_pk` land. */
  readonly indexUnits?: number | undefined
  readonly maxOnDemand?: number | undefined
  readonly account?: number | undefined
  /**
   * Adaptive capacity (Developer Guide, "Burst and adaptive capacity"): a partition may take what the others leave, up to
   * 1,000 units. Else each has an even part of the table.
   */
  readonly adaptive?: boolean | undefined
  /** Share of every limit that other writers take, from 0 to 1, at a time in seconds; looked up each tenth of a second. */
  readonly others?: ((seconds: number) => number) | undefined
}

export interface PhaseTotals {
  /** Put requests judged, and those among them that found no units. */
  readonly items: number
  readonly throttledItems: number
  /** Units by limit: `table`, `index`, `maximum`, `account`. */
  readonly limits: Readonly<Record<string, { readonly granted: number; readonly used: number }>>
}

export interface TableTotals {
  /** The first seconds of each grant, and the rest. */
  readonly takeUp: PhaseTotals
  readonly steady: PhaseTotals
  /** Units of the table, and with the index: what the callers were charged. */
  readonly used: number
  readonly consumed: number
  /** From each change of the grants: seconds until half a second ran at 97 % of a limit; null while it has not. */
  readonly takenUpSeconds: readonly (number | null)[]
  /** Units that were charged in each second since the beginning. */
  readonly bySecond: readonly number[]
  /** Units of the table that each of its present partitions has taken since the last change of the grants. */
  readonly byPartition: readonly number[]
}

export interface TableAnswer {
  readonly status: number
  /** Status 200: the answer. */
  readonly text: string
  /** Status 400: why. */
  readonly reasons: ServiceError['throttlingReasons']
}

type Entry = { readonly PutRequest: { readonly Item: Item } }
type Phase = { items: number; throttledItems: number; readonly limits: Map<string, Ledger> }
type Ledger = { granted: number; used: number }

/** A new grant has to be taken up within this time. */
export const takeUpSeconds = 5
const slotSeconds = 0.5

/** One limit: token buckets (one for each partition, else a single one) that fill with time up to a brim. */
class Limit {
  readonly name: string
  readonly reason: string
  units: number
  tokens: number[]
  /** Units saved when the present phase began. */
  savedBefore: number
  readonly #burstSeconds: number

  constructor(
    name: string,
    reason: string,
    units: number,
    buckets: number,
    burstSeconds: number,
    savedSeconds: number,
  ) {
    this.name = name
    this.reason = reason
    this.units = units
    this.#burstSeconds = burstSeconds
    this.tokens = Array.from({ length: buckets }, () => (units / buckets) * savedSeconds)
    this.savedBefore = this.saved
  }

  fill(seconds: number, share: number): void {
    const each = (this.units * share) / this.tokens.length
    this.tokens = this.tokens.map((held) => Math.min(Math.max(held, each * this.#burstSeconds), held + each * seconds))
  }

  /** Each half (third, ...) of a partition that is split keeps its part. */
  change(units: number, buckets: number): void {
    const before = this.tokens
    this.units = units
    if (buckets !== before.length)
      this.tokens = Array.from(
        { length: buckets },
        (_, place) => ((before[place % before.length] ?? 0) * before.length) / buckets,
      )
  }

  get saved(): number {
    return this.tokens.reduce((sum, held) => sum + held, 0)
  }

  /** By how much the saved units have fallen in this phase. */
  get drawn(): number {
    return Math.max(0, this.savedBefore - this.saved)
  }
}

/**
 * A DynamoDB table that stores nothing and grants as the real one does: token buckets for each partition, an index with
 * units of its own that holds the table back, a maximum on demand, an account limit. Items that find no units come back
 * unprocessed; a call of which nothing was taken is refused with the service's reason. Time is passed in, in seconds.
 *
 * Unused units are kept for one second. The service keeps up to 300 (Developer Guide, "Burst capacity"); with one,
 * waste shows at once, so this is the harder judge. `burstSeconds` and `savedSeconds` set another case.
 */
export class SimulatedTable {
  readonly #limits: readonly Limit[]
  readonly #phases: Readonly<Record<'takeUp' | 'steady', Phase>> = {
    takeUp: { items: 0, throttledItems: 0, limits: new Map() },
    steady: { items: 0, throttledItems: 0, limits: new Map() },
  }
  #phase: Phase
  #filledAt: number
  #changedAt: number
  #used = 0
  #consumed = 0
  readonly #takenUp: (number | null)[] = []
  /** Used by limit in the present half second. */
  #slot = new Map<string, number>()
  #slotEnd = 0
  #byPartition: number[] = []
  readonly #bySecond: number[] = []
  #others: (seconds: number) => number
  #ours = 1
  #oursUntil = 0

  constructor(
    grants: Grants,
    now: number,
    {
      burstSeconds = 1,
      savedSeconds = 0,
    }: { readonly burstSeconds?: number | undefined; readonly savedSeconds?: number | undefined } = {},
  ) {
    const one = (name: string, reason: string, units: number | undefined): Limit[] =>
      units === undefined ? [] : [new Limit(name, reason, units, 1, burstSeconds, savedSeconds)]
    this.#limits = [
      ...tableLimits(grants, burstSeconds, savedSeconds),
      ...one('maximum', 'TableWriteMaxOnDemandThroughputExceeded', grants.maxOnDemand),
      ...one('account', 'TableWriteAccountLimitExceeded', grants.account),
      ...one('index', 'IndexWriteKeyRangeThroughputExceeded', grants.indexUnits),
    ]
    this.#others = grants.others ?? (() => 0)
    this.#filledAt = now
    this.#changedAt = now
    this.#phase = this.#phases.takeUp
    this.#begin(now)
  }

  /** New grants from now on; a limit that was not there at first cannot come later. */
  change(grants: Grants, now: number): void {
    this.#fill(now)
    this.#others = grants.others ?? (() => 0)
    for (const limit of this.#limits) {
      if (limit.name === 'table' && grants.adaptive === true) limit.change(grants.tableUnits, 1)
      else if (limit.name === 'partitions') limit.change(partitionsOf(grants) * 1_000, partitionsOf(grants))
      else if (limit.name === 'table') limit.change(grants.tableUnits, partitionsOf(grants))
      else
        limit.change(
          { maximum: grants.maxOnDemand, account: grants.account, index: grants.indexUnits }[limit.name] ?? limit.units,
          1,
        )
    }
    this.#enter('takeUp')
    this.#begin(now)
  }

  totals(now: number): TableTotals {
    this.#fill(now)
    const { takeUp, steady } = this.#phases
    const phase = (of: Phase): PhaseTotals => ({
      items: of.items,
      throttledItems: of.throttledItems,
      limits: Object.fromEntries(
        this.#limits.map((limit) => {
          const { granted, used } = ledger(of, limit)
          return [limit.name, { granted: granted + (of === this.#phase ? limit.drawn : 0), used }]
        }),
      ),
    })
    return {
      takeUp: phase(takeUp),
      steady: phase(steady),
      used: this.#used,
      consumed: this.#consumed,
      takenUpSeconds: [...this.#takenUp],
      byPartition: [...this.#byPartition],
      bySecond: [...this.#bySecond],
    }
  }

  /** Answers the body of a BatchWriteItem that holds puts alone. */
  batchWrite(body: string, now: number): TableAnswer {
    this.#fill(now)
    const { RequestItems } = JSON.parse(body) as { RequestItems: Record<string, Entry[]> }
    const [[name, entries] = ['', []]] = Object.entries(RequestItems)
    const before = { used: this.#used, consumed: this.#consumed }
    let reason = ''
    const left = entries.filter((entry) => {
      const refusal = this.#take(entry.PutRequest.Item)
      if (refusal !== null) reason = refusal
      return refusal !== null
    })
    this.#phase.items += entries.length
    this.#phase.throttledItems += left.length
    if (left.length === entries.length) {
      return {
        status: 400,
        text: '',
        reasons: [
          {
            reason,
            resource: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}${reason.startsWith('Index') ? '/index/gsi1' : ''}`,
          },
        ],
      }
    }
    const second = Math.floor(now)
    while (this.#bySecond.length <= second) this.#bySecond.push(0)
    this.#bySecond[second] = (this.#bySecond[second] ?? 0) + this.#consumed - before.consumed
    const consumed = [
      {
        TableName: name,
        CapacityUnits: this.#consumed - before.consumed,
        Table: { CapacityUnits: this.#used - before.used },
        ...(this.#consumed - before.consumed > this.#used - before.used
          ? {
              GlobalSecondaryIndexes: {
                gsi1: { CapacityUnits: this.#consumed - before.consumed - (this.#used - before.used) },
              },
            }
          : {}),
      },
    ]
    return {
      status: 200,
      text: JSON.stringify({ UnprocessedItems: left.length === 0 ? {} : { [name]: left }, ConsumedCapacity: consumed }),
      reasons: [],
    }
  }

  /** The reason for which an item finds no room, or null: its units are taken. */
  #take(item: Item): string | null {
    const units = writeUnits(itemBytes(item))
    const inIndex = Object.hasOwn(item, 'gsi1_pk') ? units : 0
    const places = this.#limits.map((limit) => ({
      limit,
      bucket: limit.tokens.length > 1 ? hash(JSON.stringify(item['pk'])) % limit.tokens.length : 0,
      needed: limit.name === 'index' ? inIndex : units,
    }))
    const full = places.find(({ limit, bucket, needed }) => needed > 0 && (limit.tokens[bucket] ?? 0) < needed)
    if (full !== undefined) return full.limit.reason
    for (const { limit, bucket, needed } of places) {
      limit.tokens[bucket] = (limit.tokens[bucket] ?? 0) - needed
      ledger(this.#phase, limit).used += needed
      this.#slot.set(limit.name, (this.#slot.get(limit.name) ?? 0) + needed)
    }
    const partition = Math.max(...places.map(({ bucket }) => bucket))
    this.#byPartition[partition] = (this.#byPartition[partition] ?? 0) + units
    this.#used += units
    this.#consumed += units + inIndex
    return null
  }

  /** Lets time pass up to `now`, stopping where a half second or the time to take a grant up ends. */
  #fill(now: number): void {
    while (this.#filledAt < now) {
      const steadyAt = this.#changedAt + takeUpSeconds
      if (this.#filledAt >= this.#oursUntil) {
        this.#ours = 1 - this.#others(this.#filledAt)
        this.#oursUntil = (Math.floor(this.#filledAt * 10 + 1e-6) + 1) / 10
      }
      const until = Math.min(now, this.#slotEnd, this.#oursUntil, this.#filledAt < steadyAt ? steadyAt : Infinity)
      const seconds = until - this.#filledAt
      for (const limit of this.#limits) {
        limit.fill(seconds, this.#ours)
        ledger(this.#phase, limit).granted += limit.units * this.#ours * seconds
      }
      this.#filledAt = until
      if (until === this.#slotEnd) this.#endSlot()
      if (until === steadyAt) this.#enter('steady')
    }
  }

  #begin(now: number): void {
    this.#changedAt = now
    this.#takenUp.push(null)
    this.#byPartition = Array.from({ length: Math.max(...this.#limits.map(({ tokens }) => tokens.length)) }, () => 0)
    this.#slot.clear()
    this.#slotEnd = now + slotSeconds
  }

  /** What was drawn from the units saved before a phase was granted in it. */
  #enter(name: 'takeUp' | 'steady'): void {
    for (const limit of this.#limits) {
      ledger(this.#phase, limit).granted += limit.drawn
      limit.savedBefore = limit.saved
    }
    this.#phase = this.#phases[name]
  }

  #endSlot(): void {
    if (
      this.#takenUp.at(-1) === null &&
      this.#limits.some(({ name, units }) => (this.#slot.get(name) ?? 0) >= 0.97 * units * this.#ours * slotSeconds)
    ) {
      this.#takenUp[this.#takenUp.length - 1] = this.#slotEnd - this.#changedAt
    }
    this.#slot.clear()
    this.#slotEnd += slotSeconds
  }
}

/** Share of what was granted, by the limit that was used most. */
export function usedShare({ limits }: PhaseTotals): { readonly limit: string; readonly share: number } {
  const shares = Object.entries(limits).map(([limit, { granted, used }]) => ({
    limit,
    share: granted === 0 ? 0 : used / granted,
  }))
  return shares.reduce((most, next) => (next.share > most.share ? next : most), { limit: '', share: 0 })
}

export function throttledShare({ items, throttledItems }: PhaseTotals): number {
  return items === 0 ? 0 : throttledItems / items
}

function tableLimits(grants: Grants, burstSeconds: number, savedSeconds: number): Limit[] {
  const reason = 'TableWriteKeyRangeThroughputExceeded'
  const partitions = partitionsOf(grants)
  if (grants.adaptive !== true)
    return [new Limit('table', reason, grants.tableUnits, partitions, burstSeconds, savedSeconds)]
  return [
    new Limit('partitions', reason, partitions * 1_000, partitions, burstSeconds, savedSeconds),
    new Limit('table', 'TableWriteProvisionedThroughputExceeded', grants.tableUnits, 1, burstSeconds, savedSeconds),
  ]
}

function partitionsOf({ tableUnits, partitions }: Grants): number {
  return partitions ?? Math.ceil(tableUnits / 1_000)
}

function ledger(phase: Phase, { name }: Limit): { granted: number; used: number } {
  let found = phase.limits.get(name)
  if (found === undefined) phase.limits.set(name, (found = { granted: 0, used: 0 }))
  return found
}

/** FNV-1a, with its bits mixed: the service spreads keys by a hash of its own. */
function hash(text: string): number {
  let value = fnv1aStart
  for (let at = 0; at < text.length; at += 1) value = fnv1aStep(value, text.charCodeAt(at))
  value ^= value >>> 15
  return Math.imul(value, 0x2c1b3c6d) >>> 0
}
