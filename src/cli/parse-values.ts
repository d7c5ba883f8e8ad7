import type { OptionRange } from '../option-ranges.ts'

/** Parsers of flag values. Each throws an Error that says which form is wanted. */

export function text(input: string): string {
  if (input.trim() === '') throw new Error('must not be empty')
  return input
}

/** Digits only: `1e3`, `0x10` and ` 5` are refused, so that a typing error is never a number. */
export function integer({ min, max }: OptionRange): (input: string) => number {
  return (input) => {
    const value = /^\d{1,15}$/.test(input) ? Number(input) : Number.NaN
    if (!(value >= min && value <= max)) throw new Error(`expected a whole number from ${min} to ${max}`)
    return value
  }
}

/** `5`, `0.25` or `5%`, from 0 to 100. */
export function percent(input: string): number {
  const value = /^\d{1,3}(\.\d{1,6})?%?$/.test(input) ? Number(input.replace('%', '')) : Number.NaN
  if (!(value <= 100)) throw new Error('expected a percentage from 0 to 100')
  return value
}

/** Whole seconds, as milliseconds; `range` is in milliseconds. */
export function seconds({ min, max }: OptionRange): (input: string) => number {
  const whole = integer({ min: Math.ceil(min / 1000), max: Math.floor(max / 1000) })
  return (input) => whole(input) * 1000
}

/** `a,b,c`, blanks around the names ignored. */
export function nameList(input: string): readonly string[] {
  const names = input
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0) throw new Error('expected names separated by commas')
  return names
}

export function choice<const T extends string>(...choices: readonly T[]): (input: string) => T {
  return (input) => {
    const found = choices.find((candidate) => candidate === input)
    if (found === undefined) throw new Error(`expected ${choices.join(' or ')}`)
    return found
  }
}

export function httpUrl(input: string): string {
  if (!URL.canParse(input) || !/^https?:$/.test(new URL(input).protocol))
    throw new Error('expected an http:// or https:// URL')
  return input
}
