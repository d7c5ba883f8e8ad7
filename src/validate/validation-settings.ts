import { PgfoldError } from '../errors/pgfold-error.ts'
import type { ValidateOptions } from './validate-options.ts'

/** The numbers of a validation with every default filled in. */
export interface ValidationSettings {
  readonly maxListed: number
  readonly maxReadUnits: number | undefined
  readonly scanSegments: number
  readonly readers: number
  readonly looks: number
  readonly lookPause: number
  readonly drillDownBytes: number
  readonly showValues: boolean
  readonly saveEvery: number
}

const ranges = {
  maxListed: { fallback: 1000, least: 0, most: 1_000_000 },
  // Four scans keep an emulator and this thread busy; the service gives one segment about 3,000 read units a second.
  scanSegments: { fallback: 4, least: 1, most: 256 },
  // While one reader's batch is turned into items, the other's is being fetched.
  readers: { fallback: 2, least: 1, most: 64 },
  looks: { fallback: 2, least: 1, most: 100 },
  lookPause: { fallback: 500, least: 0, most: 3_600_000 },
  // The file may be 25 MB; what is lost by a kill is read again in about the time that this saves.
  saveEvery: { fallback: 10_000, least: 0, most: 3_600_000 },
  drillDownBytes: { fallback: 128 * 1024 * 1024, least: 1024 * 1024, most: 64 * 1024 ** 3 },
} as const

/** Throws VALIDATE_OPTION_INVALID. */
export function validationSettings(options: ValidateOptions): ValidationSettings {
  const pick = (name: keyof typeof ranges): number =>
    inRange(name, options[name] ?? ranges[name].fallback, ranges[name].least, ranges[name].most)
  if (options.showValues === true && (options.hashKeys ?? false) !== false)
    throw new PgfoldError('VALIDATE_OPTION_INVALID', {
      place: 'hashKeys',
      detail: 'values are to be shown and keys to be hashed, and index keys are among the values',
      fix: 'Choose one of the two.',
    })
  if (options.depth.kind === 'sample') inRange('sample', options.depth.n, 1, 100_000)
  return {
    maxListed: pick('maxListed'),
    maxReadUnits:
      options.maxReadUnits === undefined ? undefined : inRange('maxReadUnits', options.maxReadUnits, 1, 100_000_000),
    scanSegments: pick('scanSegments'),
    readers: pick('readers'),
    looks: pick('looks'),
    lookPause: pick('lookPause'),
    drillDownBytes: pick('drillDownBytes'),
    saveEvery: pick('saveEvery'),
    showValues: options.showValues ?? false,
  }
}

function inRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new PgfoldError('VALIDATE_OPTION_INVALID', {
    place: name,
    detail: `${name} is ${String(value)}, it must be a whole number from ${String(least)} to ${String(most)}`,
  })
}
