import { PgfoldError } from '../errors/pgfold-error.ts'
import { requireInRange, type OptionName } from '../option-ranges.ts'
import type { ValidateOptions } from './validate-options.ts'

/** The numbers of a validation with every default filled in. */
export interface ValidationSettings {
  readonly maxListed: number
  readonly maxReadUnits: number | undefined
  readonly scanSegments: number
  readonly readers: number
  readonly secondPasses: number
  readonly secondPassPauseMs: number
  readonly drillDownBytes: number
  readonly showValues: boolean
  readonly saveEveryMs: number
}

const defaults = {
  maxListed: 1_000,
  // Four scans keep an emulator and this thread busy; the service gives one segment about 3,000 read units a second.
  scanSegments: 4,
  // While one reader's batch is turned into items, the other's is being fetched.
  readers: 2,
  secondPasses: 2,
  secondPassPauseMs: 500,
  // The file may be 25 MB; what is lost by a kill is read again in about the time that this saves.
  saveEveryMs: 10_000,
  drillDownBytes: 128 * 1024 * 1024,
} as const

/** Throws VALIDATE_OPTION_INVALID. */
export function validationSettings(options: ValidateOptions): ValidationSettings {
  const inRange = (name: OptionName, value: number): number => requireInRange('VALIDATE_OPTION_INVALID', name, value)
  const pick = (name: keyof typeof defaults): number => inRange(name, options[name] ?? defaults[name])
  if (options.showValues === true && (options.hashKeys ?? false) !== false)
    throw new PgfoldError('VALIDATE_OPTION_INVALID', {
      place: 'hashKeys',
      detail: 'values are to be shown and keys to be hashed, and index keys are among the values',
      fix: 'Choose one of the two.',
    })
  if (options.depth.kind === 'sample') inRange('sampleSize', options.depth.n)
  return {
    maxListed: pick('maxListed'),
    maxReadUnits: options.maxReadUnits === undefined ? undefined : inRange('maxReadUnits', options.maxReadUnits),
    scanSegments: pick('scanSegments'),
    readers: pick('readers'),
    secondPasses: pick('secondPasses'),
    secondPassPauseMs: pick('secondPassPauseMs'),
    drillDownBytes: pick('drillDownBytes'),
    saveEveryMs: pick('saveEveryMs'),
    showValues: options.showValues ?? false,
  }
}
