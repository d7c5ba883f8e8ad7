import type { KeyBound } from './chunk.ts'

/** Equal in every column; null is an open end, equal to none but itself. */
export function isSameBound(left: KeyBound | null, right: KeyBound | null): boolean {
  if (left === null || right === null) return left === right
  return left.length === right.length && left.every((value, at) => value === right[at])
}
