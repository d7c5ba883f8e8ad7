import { alphabetOf, type Automaton } from './automaton.ts'

/**
 * The segments that can be read back from a finished key: those whose place in the text is the same however the text is
 * read. If a segment is readable, two rows with the same key have the same text there. Exact for the automaton's texts.
 *
 * Two readings of one text are a path through pairs of states. A segment is not readable when some path from the start
 * to an end takes a character that belongs to it in one reading and to another segment in the other.
 */
export function readableSegments(automaton: Automaton): ReadonlySet<number> {
  const alphabet = alphabetOf(automaton)
  const size = automaton.size
  const reached = new Set<number>([0])
  const queue = [0]
  const edges: { readonly from: number; readonly to: number; readonly segments: readonly [number, number] }[] = []
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    for (const left of automaton.stepsFrom(Math.floor(pair / size))) {
      for (const right of automaton.stepsFrom(pair % size)) {
        if (!alphabet.some((character) => left.accepts(character) && right.accepts(character))) continue
        const to = left.to * size + right.to
        edges.push({ from: pair, to, segments: [left.segment, right.segment] })
        if (!reached.has(to)) {
          reached.add(to)
          queue.push(to)
        }
      }
    }
  }
  const ending = pairsThatEnd(automaton, reached, edges)
  const readable = new Set<number>()
  for (let state = 0; state < size; state += 1)
    for (const step of automaton.stepsFrom(state)) readable.add(step.segment)
  for (const { to, segments } of edges) {
    if (segments[0] !== segments[1] && ending.has(to)) for (const segment of segments) readable.delete(segment)
  }
  return readable
}

function pairsThatEnd(
  automaton: Automaton,
  reached: ReadonlySet<number>,
  edges: readonly { readonly from: number; readonly to: number }[],
): ReadonlySet<number> {
  const before = Map.groupBy(edges, (edge) => edge.to)
  const queue = [...reached].filter(
    (pair) => automaton.isEnd(Math.floor(pair / automaton.size)) && automaton.isEnd(pair % automaton.size),
  )
  const ending = new Set(queue)
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    for (const { from } of before.get(pair) ?? []) {
      if (ending.has(from)) continue
      ending.add(from)
      queue.push(from)
    }
  }
  return ending
}
