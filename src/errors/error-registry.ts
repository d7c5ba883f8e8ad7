import { catalogErrors } from './areas/catalog.ts'
import { checkErrors } from './areas/check.ts'
import { cliErrors } from './areas/cli.ts'
import { designErrors } from './areas/design.ts'
import { ledgerErrors } from './areas/ledger.ts'
import { mappingErrors } from './areas/mapping.ts'
import { planErrors } from './areas/plan.ts'
import { runErrors } from './areas/run.ts'
import { sourceErrors } from './areas/source.ts'
import { targetErrors } from './areas/target.ts'
import { validateErrors } from './areas/validate.ts'
import { valueErrors } from './areas/value.ts'

/** Every code that pgfold can report; one file per area, one entry per code. */
export const errorRegistry = {
  ...mappingErrors,
  ...catalogErrors,
  ...valueErrors,
  ...sourceErrors,
  ...targetErrors,
  ...ledgerErrors,
  ...planErrors,
  ...runErrors,
  ...validateErrors,
  ...designErrors,
  ...checkErrors,
  ...cliErrors,
} as const

export type ErrorCode = keyof typeof errorRegistry
