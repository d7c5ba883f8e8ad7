import { formatCount } from '../../format-count.ts'

/**
 * The upper bound of the share of differing items, after `different` of `sampled` were found (Clopper and Pearson,
 * one-sided): the share at which so few findings would have a probability of `1 - confidence`. Exact for draws with
 * replacement, on the safe side without. With none found it is close to `3 / sampled` at 95 %.
 */
export function differingShareBound(sampled: number, different: number, confidence = 0.95): number {
  if (sampled <= 0) return 1
  if (different >= sampled) return 1
  if (different === 0) return 1 - (1 - confidence) ** (1 / sampled)
  let low = different / sampled
  let high = 1
  // 60 halvings are beyond the precision of a double.
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (binomialAtMost(sampled, different, middle) > 1 - confidence) low = middle
    else high = middle
  }
  return high
}

/** P(X <= k) for X ~ Binomial(n, p), summed in logarithms so that large n do not vanish. */
function binomialAtMost(n: number, k: number, p: number): number {
  if (p <= 0) return 1
  if (p >= 1) return k >= n ? 1 : 0
  let term = n * Math.log1p(-p)
  let total = Math.exp(term)
  for (let i = 1; i <= k; i += 1) {
    term += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p)
    total += Math.exp(term)
  }
  return Math.min(1, total)
}

/**
 * "0 of 1,000 differ: at 95 % confidence fewer than 0.3 % of the items differ". `total`: the items that could have been
 * drawn.
 */
export function confidenceSentence(sampled: number, different: number, total: number): string {
  const head = `${formatCount(different)} of ${formatCount(sampled)} differ`
  if (sampled === 0) return `${head}: an empty sample says nothing`
  if (sampled >= total) return `${head}: every item was compared`
  return (
    `${head}: at 95 % confidence fewer than ${percent(differingShareBound(sampled, different))} of ` +
    `${formatCount(total)} items differ`
  )
}

/** Two significant digits, rounded up: a bound may be wider than the truth, never narrower. */
function percent(share: number): string {
  const value = share * 100
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1)
  const rounded = Math.ceil(value / unit - 1e-9) * unit
  return (
    `${Number(rounded.toPrecision(2)).toLocaleString('en-US', { maximumSignificantDigits: 2, useGrouping: false })} ` +
    '%'
  )
}
