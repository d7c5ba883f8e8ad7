import { DeliveryWindow, type Delivery } from './delivery-window.ts'
import { headroom, type GrowthCurve } from './growth-curve.ts'
import { PacedRate } from './paced-rate.ts'
import { ExcessTest } from './excess-test.ts'
import { SameShareTest } from './same-share-test.ts'
import { UsualShare } from './usual-share.ts'

/** What the service said about one call, in units of this limit. */
export interface Answer {
  /** Units accepted, as they were booked when the call was sent, and as they were charged. */
  readonly booked: number
  readonly charged: number
  readonly refused: number
}

/** Asked after the rate was lowered by much: are refusals as frequent as before? */
interface Question {
  readonly isDeep: boolean
  readonly rateBefore: number
  readonly shareBefore: number
  readonly callsBefore: number
  /** What was delivered before, at most: where the limit is, if there is one. */
  readonly delivered: number
  readonly test: SameShareTest
}

/**
 * One limit of the service (of the table, an index, the account, a hot key range), whose height nobody tells: a token
 * bucket, the rate of which finds what is granted and stays near it.
 *
 * - It grows while it is what limits (`growth-curve.ts`). While less is asked for than it allows, it neither grows nor
 *   sinks.
 * - When more is refused than usual (`ExcessTest`), it falls to just below what was delivered (`delivery-window.ts`).
 *   Answers to calls from before a fall cause no second one.
 * - When much is refused, or refusals go on below what was delivered, it goes down far enough to see whether that helps
 *   (`SameShareTest`). If the same share is refused at the lower rate, the rate does not cause it: it goes back, and from
 *   now on that share counts as usual. As a wrong "usual" would hide a limit, this is tried again from time to time.
 * - Where nothing at all is accepted at any rate, nothing is learnt about a limit either: the rate is kept for the time
 *   after.
 *
 * The rate is always finite and positive. Units are write units (or read units). Time is passed in, in milliseconds;
 * nothing here waits.
 */
export class RateLimit {
  readonly #delivery: DeliveryWindow
  readonly #startedAt: number
  #excess = new ExcessTest(0)
  readonly #paced: PacedRate
  /** Answers to calls that were sent before are no longer looked at. */
  #fellAt: number
  /** Null: no call was answered yet. */
  #latency: number | null = null
  readonly #usual = new UsualShare()
  #question: Question | null = null
  /** Alarms before the rate was back where it fell from, less those after. */
  #earlyAlarms = 0
  #nothingAccepted = false

  /**
   * Units a second to begin with. `isKnown`: that is about what there is; else it doubles ten times a second until more is
   * refused. `settleMs`: so long, calls that were sent without this limit may still use what it grants.
   */
  constructor(now: number, start: number, isKnown: boolean, settleMs = 0) {
    this.#delivery = new DeliveryWindow(now)
    const from = Math.max(leastRate, start)
    this.#paced = new PacedRate(this.#curveFrom(from, isKnown ? from : Infinity), now)
    this.#fellAt = now + settleMs
    this.#startedAt = now
  }

  /** Units a second at this moment. */
  rate(now: number): number {
    return this.#paced.rate(now)
  }

  /** Milliseconds of an answer, on average. */
  get latency(): number {
    return this.#latency ?? usualLatency
  }

  /**
   * Milliseconds until something may be taken; 0 is now. A taker may run the bucket into debt, which the next one waits
   * for.
   */
  wait(now: number): number {
    return this.#paced.wait(now)
  }

  take(units: number, now: number): void {
    this.#paced.take(units)
    this.#delivery.sent(units, now)
  }

  /** Units that were taken but neither charged nor refused by this limit. */
  giveBack(units: number, sentAt: number): void {
    if (units === 0 || sentAt < this.#startedAt) return
    this.#paced.take(-units)
    this.#delivery.answered(0, 0, -units, sentAt)
  }

  answered({ booked, charged, refused }: Answer, sentAt: number, now: number): void {
    if (booked + refused === 0 || sentAt < this.#startedAt) return
    this.#latency = (this.#latency ?? now - sentAt) + (now - sentAt - (this.#latency ?? now - sentAt)) / 16
    this.#paced.take(charged - booked)
    this.#delivery.answered(charged, refused, charged - booked, sentAt)
    if (charged > 0 && this.#nothingAccepted) {
      this.#nothingAccepted = false
      this.#paced.isHeld = false
    }
    const share = refused / (booked + refused)
    if (this.#usual.note(share)) this.#excess = new ExcessTest(this.#usual.value)
    // What was sent before the last change of the rate says nothing about the rate after it.
    if (sentAt < this.#fellAt || this.#nothingAccepted) return
    if (this.#question !== null) return this.#judge(this.#question, share, now)
    if (this.#excess.add(share)) return this.#alarm(now)
    if (this.#usual.isDoubted(now))
      this.#lookDeeper(
        this.#delivery.since(now - this.latency - this.#paced.curve.round / 4, now),
        this.#paced.rate(now),
        now,
      )
  }

  /** More is refused than usual. */
  #alarm(now: number): void {
    const before = this.#paced.rate(now)
    const lookBack = (this.#paced.curve.round / 4) * (1 + 4 * this.#usual.value)
    const from = now - this.latency - lookBack
    const lately = this.#delivery.since(Math.max(this.#fellAt, from), now)
    // The alarm stays until there is enough to judge it by; where refusals are usual, that is more.
    if (lately.milliseconds < quickLook || lately.calls < quickCalls) return
    const isYoung = lately.milliseconds < 0.8 * lookBack
    const excess = (lately.refusedShare - this.#usual.value) / (1 - this.#usual.value)
    if (excess > manyRefused) {
      // Far off: a start that was too high, units saved from before that are used up, a grant that shrank.
      // A limit that refuses accepts exactly its grant.
      const isCertain = this.#usual.value === 0 && isMore(excess, lately.calls)
      if (isCertain || !isYoung) return this.#fallFar(lately, now)
      return
    }
    // Once the rate has fallen, a limit is met again only after a round. Sooner: it has sunk, or is not the cause.
    const isEarly = this.#paced.grownMs < 0.8 * this.#paced.curve.round && this.#paced.curve.maximum < Infinity
    this.#earlyAlarms = Math.max(0, this.#earlyAlarms + (isEarly ? 1 : -1))
    if (this.#earlyAlarms > sinkingAlarms) return this.#lookDeeper(this.#delivery.since(from, now), before, now)
    const wide = this.#delivery.since(from, now)
    this.#fall(isEarly && wide.milliseconds >= 0.8 * lookBack ? wide.rate : this.#highest(now), now)
  }

  /** The highest rate delivered lately; 0 where that cannot be told, as less was asked for than the rate allows. */
  #highest(now: number): number {
    const busySince = Math.max(this.#paced.idleAt, now - this.latency - remembered)
    return this.#delivery.highest(busySince, Math.max(500, this.latency), now)
  }

  #fall(highest: number, now: number): void {
    const before = this.#paced.rate(now)
    // Who has not been at work long enough to know what is delivered steps back a little.
    const delivered = highest === 0 ? before : Math.min(before, highest / (1 - this.#usual.value))
    this.#change(Math.min(headroom * delivered, leastFall * before), delivered, now)
  }

  #fallFar(lately: Delivery, now: number): void {
    this.#earlyAlarms = 0
    const before = this.#paced.rate(now)
    const delivered = Math.min(before, lately.rate / (1 - this.#usual.value))
    const maximum = delivered > 0.01 * before ? delivered : this.#paced.curve.maximum
    const next = Math.max(headroom * delivered, Math.min(before / 2, unmeasuredRate))
    // Of what was refused, half may stay where the grant was measured badly.
    const test = new SameShareTest(
      lately.refusedShare,
      Math.max(this.#usual.value, lately.refusedShare / 2),
      lately.refusedShare,
    )
    this.#question = {
      shareBefore: lately.refusedShare,
      callsBefore: lately.calls,
      isDeep: false,
      rateBefore: before,
      delivered: maximum,
      test,
    }
    this.#change(next, maximum, now)
  }

  /** Goes down by so much that refusals of a limit would end, to see whether they do. */
  #lookDeeper(lately: Delivery, rateBefore: number, now: number): void {
    this.#earlyAlarms = 0
    const rate = this.#paced.rate(now)
    // Of a moment too short to tell, or where nothing went through, the rate itself is the best guess.
    const isTold = lately.milliseconds >= quickLook && lately.rate > 0
    // Without allowance for the usual share: were there a limit, and that share wrong, this would be the limit.
    const delivered = isTold ? Math.min(rate, Math.max(rate / 10, lately.rate)) : rate
    const share = this.#delivery.since(now - this.latency - 2 * this.#paced.curve.round, now)
    const test = new SameShareTest(share.refusedShare, share.refusedShare / 20, share.refusedShare / 2)
    this.#question = {
      shareBefore: share.refusedShare,
      callsBefore: share.calls,
      isDeep: true,
      rateBefore,
      delivered,
      test,
    }
    this.#change(depth * delivered, rateBefore, now)
  }

  #judge(question: Question, share: number, now: number): void {
    const { rateBefore, shareBefore, callsBefore, delivered, test } = question
    const verdict = test.add(share)
    if (verdict === 'open' && now - this.#fellAt < longestQuestion) return
    this.#question = null
    this.#paced.isHeld = false
    this.#excess = new ExcessTest(this.#usual.value)
    switch (verdict) {
      case 'worse':
        return this.#alarm(now)
      case 'open':
      case 'limit':
        this.#usual.refute(test.share, test.calls, now)
        // After a look that went deeper than the limit: back to just below it.
        if (this.#paced.rate(now) < 0.97 * headroom * delivered) this.#change(headroom * delivered, delivered, now)
        return
      case 'chance':
        // A grant that fell at the same moment looks the same once, but not twice.
        if (!question.isDeep && test.share <= outage)
          return this.#lookDeeper(this.#delivery.since(this.#fellAt, now), rateBefore, now)
        // Nothing at all goes through: an outage, not a share.
        if (test.share > outage) this.#nothingAccepted = true
        else {
          const calls = test.calls + callsBefore
          this.#usual.confirm((test.share * test.calls + shareBefore * callsBefore) / calls, now)
        }
        return this.#change(rateBefore, rateBefore, now)
    }
  }

  #change(rate: number, maximum: number, now: number): void {
    const from = Math.max(leastRate, rate)
    this.#paced.follow(this.#curveFrom(from, Math.max(from, maximum)), now)
    // While a question is open, the answer should be about one rate; and in an outage there is nothing to learn.
    this.#paced.isHeld = this.#question !== null || this.#nothingAccepted
    // Calls that are still on their way at the old rate meet the first ones at the new rate, and would spoil the answer.
    this.#fellAt = now + (this.#question === null ? 0 : this.latency)
    this.#excess = new ExcessTest(this.#usual.value)
  }

  /**
   * An answer that takes seconds tells of the rate of seconds ago: then the curve must be slower than that. A refusal
   * costs a unit at least, which with few units is a large share: then the limit should be touched less often.
   */
  #curveFrom(from: number, maximum: number): GrowthCurve {
    return {
      from,
      maximum,
      round: Math.max(leastRound, 4 * this.latency, Math.min(longestRound, (unitsOfRound / from) * 1000)),
      roundBeyond: Math.max(leastRound, 4 * this.latency),
      doubling: Math.max(leastDoubling, this.latency),
    }
  }
}

/** Is it more than chance that so much of so few calls was refused? Two standard deviations of a count. */
function isMore(share: number, calls: number): boolean {
  const refused = share * calls
  return refused - 2 * Math.sqrt(refused) > manyRefused * calls
}

/** Units a second: one small call now and then, so that a recovery is noticed. */
const leastRate = 1
/** Units a second to try when nothing has been accepted by which a rate could be told. */
const unmeasuredRate = 25
/** Milliseconds of an answer, before the first. */
const usualLatency = 15
/** Milliseconds from a fall back to the maximum; half of it takes 1 % of the attempts, twice as much takes 5 s to double. */
const leastRound = 1_000
const longestRound = 7_000
const unitsOfRound = 250
const leastDoubling = 100
/** A fall is at least so deep, or one after the other would not get under a limit that sinks. */
const leastFall = 0.99
/** Milliseconds for which the highest delivery rate is remembered. */
const remembered = 2_000
/** A share of refusals that is no touch any more; and the milliseconds and calls that show what is granted then. */
const manyRefused = 0.1
const quickLook = 50
const quickCalls = 6
/** So many early alarms are explained by a limit that sinks. */
const sinkingAlarms = 1
/** How far down to look whether refusals depend on the rate; noise of single partitions ends well above it. */
const depth = 0.85
/** Milliseconds after which a question that stays open is taken to be about a limit. */
const longestQuestion = 8_000
/** More than this refused at a low rate as well: nobody is served. */
const outage = 0.95
