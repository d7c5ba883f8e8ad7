/**
 * The candidates that a mistyped name most likely meant, best first, at most three. Optimal string alignment distance
 * (insert, delete, replace, swap of neighbours cost 1), case ignored; close means a third of the longer name, at least 1.
 */
export function didYouMean(input: string, candidates: readonly string[]): string[] {
  const wanted = input.toLowerCase()
  return candidates
    .map((candidate) => ({ candidate, distance: alignmentDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.max(input.length, candidate.length) / 3)))
    .sort((left, right) => left.distance - right.distance || (left.candidate < right.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `Did you mean "spaces"?`, or an empty text when nothing is close. */
export function didYouMeanText(input: string, candidates: readonly string[]): string {
  const close = didYouMean(input, candidates).map((name) => `"${name}"`)
  if (close.length === 0) return ''
  const last = close.at(-1) ?? ''
  return `Did you mean ${close.length === 1 ? last : `${close.slice(0, -1).join(', ')} or ${last}`}?`
}

function alignmentDistance(left: string, right: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let best = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1))
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1)
      }
      current.push(best)
    }
    beforeLast = last
    last = current
  }
  return last[right.length] ?? 0
}
