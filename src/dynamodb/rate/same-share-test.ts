import { evidence, proper } from './evidence.ts'
import { ExcessTest } from './excess-test.ts'

/**
 * After the rate was lowered: is the share that is refused the same as before, so that the rate has nothing to do with
 * it? The sequential probability ratio test of A. Wald, "Sequential Tests of Statistical Hypotheses", Annals of
 * Mathematical Statistics 16, 1945.
 */
export class SameShareTest {
  readonly #ifLimit: number
  readonly #ifChance: number
  /**
   * How often chance is wrongly taken for a limit: 1 in 50. Where a small share needs many calls to tell, 1 in 5, which
   * costs a second test.
   */
  readonly #enoughForLimit: number
  /** A share far above that of before: then nothing that was measured before holds. */
  readonly #worse: ExcessTest
  #sum = 0
  #calls = 0
  #refused = 0

  /**
   * `before`: the share that was refused at the higher rate. `ifLimit` and `ifChance`: the shares to expect at the lower
   * one, if it keeps within a limit, and if refusals come by chance.
   */
  constructor(before: number, ifLimit: number, ifChance: number) {
    this.#ifLimit = proper(Math.max(ifLimit, strayShare))
    this.#ifChance = proper(Math.max(ifChance, leastChance, this.#ifLimit * 1.5))
    this.#enoughForLimit = before > 0.1 ? Math.log(50) : Math.log(5)
    this.#worse = new ExcessTest(Math.max(before, this.#ifChance))
  }

  add(refusedShare: number): 'limit' | 'chance' | 'worse' | 'open' {
    this.#calls += 1
    this.#refused += refusedShare
    if (this.#worse.add(refusedShare)) return 'worse'
    this.#sum += evidence(refusedShare, this.#ifLimit, this.#ifChance)
    if (this.#sum < -this.#enoughForLimit) return 'limit'
    return this.#sum > enoughForChance && this.#calls >= leastCalls && this.#refused >= leastRefused ? 'chance' : 'open'
  }

  get calls(): number {
    return this.#calls
  }

  /** Share that was refused since the test began. */
  get share(): number {
    return this.#calls === 0 ? 0 : this.#refused / this.#calls
  }
}

/** A limit is wrongly taken for chance in one of 100 cases. */
const enoughForChance = Math.log(100)
/** What single partitions still refuse when the whole keeps within its limit. */
const strayShare = 0.002
/** A smaller share of chance takes too many calls to tell, and costs too little. */
const leastChance = 0.015
/** A share told from fewer calls is no figure. */
const leastCalls = 12
const leastRefused = 3
