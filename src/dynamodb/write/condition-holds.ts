import { PgfoldError } from '../../errors/pgfold-error.ts'

/** Turns the service's "condition failed" into false; every other error stays one. */
export async function conditionHolds(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if (error instanceof PgfoldError && error.code === 'ITEM_CHANGED') return false
    throw error
  }
}
