/**
 * Two sequential tests on the share of a call that was refused (0 to 1). Both add the logarithm of how much better the
 * second explanation fits than the first, call by call, and decide as soon as that is enough: fewer calls are needed
 * than for any fixed sample.
 */
function evidence(refusedShare: number, expected: number, alternative: number): number {
  return (
    refusedShare * Math.log(alternative / expected) + (1 - refusedShare) * Math.log((1 - alternative) / (1 - expected))
  )
}

/** A share that never is 0 or 1, so that no single call proves anything. */
const proper = (share: number): number => Math.min(0.98, Math.max(0.0005, share))

/**
 * Is more refused than the share that is usual? The cumulative sum test (CUSUM) of E. S. Page, "Continuous Inspection
 * Schemes", Biometrika 41, 1954: evidence against a change is forgotten, evidence for it adds up.
 */
export class ExcessTest {
  readonly #usual: number
  readonly #excess: number
  readonly #enough: number
  #sum = 0

  constructor(usual: number) {
    this.#usual = proper(usual)
    // An excess below one percent of the attempts is not worth a reaction: it is the goal.
    this.#excess = proper(usual < 0.01 ? usual + 0.01 : usual + 0.03 + usual / 4)
    this.#enough = usual === 0 ? enoughInQuiet : enoughInNoise
  }

  /** True: more is refused than `usual` explains. */
  add(refusedShare: number): boolean {
    this.#sum = Math.max(0, this.#sum + evidence(refusedShare, this.#usual, this.#excess))
    return this.#sum > this.#enough
  }
}

/** After a quiet time, one refused call is enough (it weighs ln 20 = 3). */
const enoughInQuiet = 2
/** Where refusals are usual, chance alone should not reach it in a hundred calls. */
const enoughInNoise = Math.log(200)

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
