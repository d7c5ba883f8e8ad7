import fc from 'fast-check'

/**
 * What went wrong somewhere once, or could: quotes, ends of statements, placeholders, words of SQL and of JavaScript.
 */
const fragments = [
  '"',
  '""',
  "'",
  "''",
  '`',
  '\\',
  ';',
  '--',
  '/*',
  '*/',
  '$1',
  '$$',
  '$a$',
  '%',
  '%s',
  '?',
  ':x',
  '.',
  '..',
  ' ',
  '\t',
  '\n',
  '\r',
  '\u00a0',
  '\u2028',
  '{',
  '}',
  '{{',
  '}}',
  '|',
  '#',
  '/',
  "'; drop table canary; --",
  '"; drop table canary; --',
  ') as q; drop table canary; select (1',
  '\\"; delete from canary; --',
  '$$; truncate canary; $$',
  '*/ update canary set words = null; /*',
  'select',
  'SELECT',
  'user',
  'order',
  'table',
  'null',
  'NULL',
  'true',
  'default',
  'ctid',
  'xmin',
  'oid',
  'tableoid',
  'constructor',
  'prototype',
  'toString',
  '__proto__',
  'hasOwnProperty',
  'pk',
  'sk',
  'type',
  'c0',
  's',
  'r',
  'q',
  'n',
  'v',
  'w',
  'a0',
  'l0',
  'g0',
  'k0',
  'x0',
  'place',
  'many',
  'pgfold rows',
  '...',
  '1',
  '-1',
  '01',
  'é',
  'E\u0301',
  'ß',
  'İ',
  '名前',
  '🐘',
  '\u202e',
  '\ufeff',
  '\u007f',
  '\u0001',
] as const

const fragment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...fragments) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
)

/** Any text, NUL and half surrogate pairs among it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.array(fragment, { maxLength: 5 }).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\0',
      'a\0b',
      '\ud800',
      'x\udc00y',
      '{',
      '{id',
      '{id|',
      '{"',
      '}',
      '{}',
      '{|lower}',
      '{id|pad:0}',
      '{id|shard:}',
    ),
  },
)

/** What PostgreSQL can hold in a text. */
export const storableText: fc.Arbitrary<string> = hostileText.map((text) => text.replaceAll('\0', '').toWellFormed())

/** What PostgreSQL can call something: 1 to 63 bytes, often exactly 63. */
export const hostileName: fc.Arbitrary<string> = fc
  .tuple(storableText, fc.integer({ min: 0, max: 9 }))
  .map(([text, die]) => {
    const wanted = die === 0 ? `${text}${'é'.repeat(40)}` : text === '' ? 'x' : text
    let name = ''
    for (const character of wanted) {
      if (Buffer.byteLength(name + character) > 63) break
      name += character
    }
    return name === '' ? 'x' : name
  })

/** PostgreSQL has these columns in every table, and takes no others of their names. */
const systemColumns = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'])

/** Names for the columns of one table. */
export function columnNames(count: number): fc.Arbitrary<string[]> {
  return differentNames(count).filter((names) => names.every((name) => !systemColumns.has(name)))
}

/** Names that differ from each other. */
export function differentNames(count: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(hostileName, { minLength: count, maxLength: count })
}

/** A name in a template or a join, always in quotes; written apart from the code under test. */
export function quotedReference(...names: readonly string[]): string {
  return names.map((name) => `"${name.split('"').join('""')}"`).join('.')
}

/** A text that stands for itself in a template. */
export function literalInTemplate(text: string): string {
  return text.split('{').join('{{').split('}').join('}}')
}

/** A name in SQL, written apart from the code under test. */
export function quotedInSql(name: string): string {
  return `"${name.split('"').join('""')}"`
}
