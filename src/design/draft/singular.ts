const irregular = new Map([
  ['PEOPLE', 'PERSON'],
  ['CHILDREN', 'CHILD'],
  ['MEN', 'MAN'],
  ['WOMEN', 'WOMAN'],
  ['MOVIES', 'MOVIE'],
  ['COOKIES', 'COOKIE'],
  ['SERIES', 'SERIES'],
  ['SPECIES', 'SPECIES'],
  ['NEWS', 'NEWS'],
  ['STATUSES', 'STATUS'],
  ['BUSES', 'BUS'],
  ['BONUSES', 'BONUS'],
  ['ALIASES', 'ALIAS'],
  ['INDICES', 'INDEX'],
  ['ANALYSES', 'ANALYSIS'],
  ['LEAVES', 'LEAF'],
])

/** The singular of an English word in capitals, as far as a few rules reach; what they do not know stays as it is. */
export function singular(word: string): string {
  const known = irregular.get(word)
  if (known !== undefined) return known
  if (/[^AEIOU]IES$/u.test(word)) return `${word.slice(0, -3)}Y`
  if (/(SS|SH|CH|X|ZZ)ES$/u.test(word)) return word.slice(0, -2)
  if (/(SS|US|IS|AS|OS)$/u.test(word) || word.length < 4) return word
  return word.endsWith('S') ? word.slice(0, -1) : word
}
