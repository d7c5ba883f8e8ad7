import { optionRanges } from '../../option-ranges.ts'
import { randomBytes } from 'node:crypto'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { nearest } from '../../mapping/did-you-mean.ts'
import type { ValidationDepth } from '../../validate/validate-options.ts'
import { integer } from '../parse-values.ts'

/** What the guide's `sample` draws when no number follows. */
const defaultSample = 100
const sampleSize = integer(optionRanges.sampleSize)

/**
 * `all`, `count`, `sample [n]` or names. `names` are the groups and entities that there are; a word that is none of
 * them is an unknown command. Throws CLI_UNKNOWN_COMMAND, CLI_USAGE.
 */
export function parseDepth(
  words: readonly string[],
  names: readonly string[],
  seed: string | undefined,
): ValidationDepth {
  const [first = 'all', ...rest] = words
  switch (first) {
    case 'all':
    case 'count':
      if (rest.length > 0) throw usage(`"${first}" takes nothing after it`)
      return { kind: first }
    case 'sample':
      if (rest.length > 1) throw usage('"sample" takes one number')
      return { kind: 'sample', n: parseSampleSize(rest[0]), seed: seed ?? randomBytes(4).toString('hex') }
    default:
      words.forEach((word) => requireKnown(word, names))
      return { kind: 'groups', names: words }
  }
}

function parseSampleSize(word: string | undefined): number {
  if (word === undefined) return defaultSample
  try {
    return sampleSize(word)
  } catch (cause) {
    // A mistyped size must not quietly become another one.
    throw new PgfoldError('CLI_USAGE', {
      detail: `sample size "${word}": ${cause instanceof Error ? cause.message : 'not a number'}`,
      fix: 'Give a whole number, for example: sample 1000.',
      cause,
    })
  }
}

function requireKnown(word: string, names: readonly string[]): void {
  if (names.includes(word)) return
  const guess = nearest(word, ['all', 'count', 'sample', ...names])
  throw new PgfoldError('CLI_UNKNOWN_COMMAND', {
    detail: guess === null ? word : `${word}. Did you mean "${guess}"?`,
    fix: `Use all, count, sample [n], or names out of: ${names.join(', ')}.`,
  })
}

function usage(detail: string): PgfoldError {
  return new PgfoldError('CLI_USAGE', { detail })
}
