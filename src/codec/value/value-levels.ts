import { ValueError } from './value-error.ts'
import type { AttributeValue } from './attribute-value.ts'

/**
 * A value may lie at most this deep, the attribute's own value being level 1. The service takes a scalar inside 31 maps
 * and refuses it inside 32 ("Nesting Levels have exceeded supported limits"; captured from AWS, nubo-db/dynoxide issue
 * 110).
 */
export const MAX_VALUE_LEVELS = 32

/** Throws VALUE_TOO_DEEP when the value, inside `around` lists and maps, reaches below level 32. */
export function checkValueLevels(value: AttributeValue, around: number): void {
  if (around + levels(value) > MAX_VALUE_LEVELS) throw tooDeep()
}

export function tooDeep(): ValueError {
  return new ValueError('VALUE_TOO_DEEP', `more than ${MAX_VALUE_LEVELS} levels`)
}

function levels(value: AttributeValue): number {
  if ('L' in value) return 1 + deepest(value.L)
  if ('M' in value) return 1 + deepest(Object.values(value.M))
  return 1
}

function deepest(values: readonly AttributeValue[]): number {
  return values.reduce((max, value) => Math.max(max, levels(value)), 0)
}
