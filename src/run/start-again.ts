import { addressFlags } from '../dynamodb/table/address-flags.ts'
import type { RunOrigin } from '../ledger/run-origin.ts'

/** The commands for a table that is gone with all that a run has loaded. */
export function startAgain(origin: RunOrigin): string {
  const flags = addressFlags(origin.mapping, origin)
  return `create a table ("pgfold table create ${flags}") and start a new run ("pgfold migrate ${flags}").`
}
