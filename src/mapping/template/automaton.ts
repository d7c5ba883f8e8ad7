/** A set of characters, as a test. */
export type CharacterClass = (character: string) => boolean

interface Step {
  readonly to: number
  readonly accepts: CharacterClass
  /** The segment that the character belongs to. */
  readonly segment: number
}

/**
 * The texts that a template can give, as a finite automaton whose steps remember which segment they belong to.
 * Built from left to right; it has no empty steps, and every segment takes at least one character.
 */
export class Automaton {
  readonly #steps: Step[][] = [[]]
  #ends: readonly number[] = [0]
  /** Characters that a class is told apart by: every literal character of the template. */
  readonly literals = new Set<string>()

  get size(): number {
    return this.#steps.length
  }

  stepsFrom(state: number): readonly Step[] {
    return this.#steps[state] ?? []
  }

  isEnd(state: number): boolean {
    return this.#ends.includes(state)
  }

  addText(text: string, segment: number): void {
    for (const character of text) {
      this.literals.add(character)
      this.addOne((candidate) => candidate === character, segment)
    }
  }

  /** Exactly one character of the class. */
  addOne(accepts: CharacterClass, segment: number): void {
    const state = this.#newState()
    for (const end of this.#ends) this.#connect(end, state, accepts, segment)
    this.#ends = [state]
  }

  /** One character of the class, or more. */
  addMany(accepts: CharacterClass, segment: number): void {
    this.addOne(accepts, segment)
    for (const end of this.#ends) this.#connect(end, end, accepts, segment)
  }

  /** As `addMany`, with an optional character before. */
  addManyWithPrefix(prefix: CharacterClass, accepts: CharacterClass, segment: number): void {
    const before = this.#ends
    this.addOne(prefix, segment)
    this.#ends = [...before, ...this.#ends]
    this.addMany(accepts, segment)
  }

  #newState(): number {
    return this.#steps.push([]) - 1
  }

  #connect(from: number, to: number, accepts: CharacterClass, segment: number): void {
    this.#steps[from]?.push({ to, accepts, segment })
  }
}

/**
 * One character of every sort that a class can tell apart. Characters of one sort lead to the same states, so that it
 * is enough to try these and the literal characters of the templates.
 */
const samples = ['0', 'a', 'g', 'A', 'é', '-', '_', '.', ':', '+', ' ', '#', '/', '%', '\u0001', '~', '€']

export function alphabetOf(...automata: readonly Automaton[]): readonly string[] {
  return [...new Set([...samples, ...automata.flatMap((automaton) => [...automaton.literals])])]
}
