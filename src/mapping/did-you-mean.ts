/** ` (did you mean "users"?)`, or the list of what there is when it is short, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const known = [...candidates]
  const close = nearest(name, known)
  if (close !== null) return ` (did you mean "${close}"?)`
  return known.length > 0 && known.length <= 8 ? ` (there is: ${known.join(', ')})` : ''
}

/** The candidate with the smallest edit distance, if that is at most a third of the name's length (at least 1). */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  const limit = Math.max(1, Math.floor(name.length / 3))
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance =
      candidate.toLowerCase() === name.toLowerCase() ? 0 : editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein distance with neighbouring letters exchanged as one step: `freind` is one step from `friend`. */
export function editDistance(left: string, right: string): number {
  let beforePrevious: readonly number[] = []
  let previous: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let at = 1; at <= right.length; at += 1) {
      const substitution = cell(previous, at - 1) + (left[row - 1] === right[at - 1] ? 0 : 1)
      let value = Math.min(substitution, cell(previous, at) + 1, cell(current, at - 1) + 1)
      if (row > 1 && at > 1 && left[row - 1] === right[at - 2] && left[row - 2] === right[at - 1]) {
        value = Math.min(value, cell(beforePrevious, at - 2) + 1)
      }
      current.push(value)
    }
    beforePrevious = previous
    previous = current
  }
  return cell(previous, right.length)
}

function cell(row: readonly number[], at: number): number {
  return row[at] ?? Number.POSITIVE_INFINITY
}
