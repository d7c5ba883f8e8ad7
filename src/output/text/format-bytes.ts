const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Bytes in steps of 1,000: `512 B`, `1.5 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return unit === 0 ? `${Math.round(value)} B` : `${value.toFixed(1)} ${units[unit] ?? 'TB'}`
}
