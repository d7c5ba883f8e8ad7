import { alphabetOf, type Automaton } from './automaton.ts'

/** Is there a text that both templates can give? */
export function canCoincide(left: Automaton, right: Automaton): boolean {
  const alphabet = alphabetOf(left, right)
  const reached = new Set<number>([0])
  const queue = [0]
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const [first, second] = [Math.floor(pair / right.size), pair % right.size]
    if (left.isEnd(first) && right.isEnd(second)) return true
    for (const one of left.stepsFrom(first)) {
      for (const other of right.stepsFrom(second)) {
        const to = one.to * right.size + other.to
        if (reached.has(to) || !alphabet.some((character) => one.accepts(character) && other.accepts(character)))
          continue
        reached.add(to)
        queue.push(to)
      }
    }
  }
  return false
}
