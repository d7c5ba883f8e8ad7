/**
 * The statement that lets the plans of this transaction read whole tables, or not. It must run outside of a savepoint
 * that is rolled back: that would undo it.
 */
export function seqScanSetting(allowed: boolean): string {
  return `SET LOCAL enable_seqscan TO ${allowed ? 'DEFAULT' : 'off'}`
}
