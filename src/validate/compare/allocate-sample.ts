/**
 * Draws per stratum: in proportion to its size, at least one from each that is not empty, `n` in all where the strata
 * allow it.
 */
export function allocateSample(n: number, sizes: readonly number[]): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total <= n) return [...sizes]
  const draws = sizes.map((size) => Math.min(size, Math.max(size > 0 ? 1 : 0, Math.floor((n * size) / total))))
  const order = sizes
    .map((size, index) => ({ index, rest: (n * size) / total - Math.floor((n * size) / total) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  let left = n - draws.reduce((sum, draw) => sum + draw, 0)
  for (let round = 0; left > 0 && round < order.length; round += 1) {
    const { index } = order[round] ?? { index: 0 }
    if ((draws[index] ?? 0) >= (sizes[index] ?? 0)) continue
    draws[index] = (draws[index] ?? 0) + 1
    left -= 1
  }
  return draws
}
