/** `125000` as `125,000`: the guide's form, independent of the machine's locale. */
export function formatCount(count: number): string {
  const [whole = '0', fraction] = String(count).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** `1 row`, `2 rows`, `1,000 rows`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
