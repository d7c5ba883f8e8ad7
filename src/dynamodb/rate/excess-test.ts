import { evidence, proper } from './evidence.ts'

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
