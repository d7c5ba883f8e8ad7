/**
 * Two decimals and the sign, `45.20%`: the guide's form. Never rounds up to 100 while something is left, and an empty
 * whole counts as done.
 */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0 || part >= whole) return '100.00%'
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)}%`
}
