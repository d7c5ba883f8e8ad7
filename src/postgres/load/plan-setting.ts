/**
 * What the plan of a query may do:
 *
 * - `any`: what the planner likes
 * - `by index`: read no table whole
 * - `in index order`: nor sort, so that rows asked for in the order of an index are read by that one
 */
export type AllowedPlans = 'any' | 'by index' | 'in index order'

const forbidden: Readonly<Record<AllowedPlans, readonly string[]>> = {
  any: [],
  'by index': ['enable_seqscan'],
  'in index order': ['enable_seqscan', 'enable_sort', 'enable_incremental_sort'],
}

/**
 * The one statement that says so to the transaction. It must run outside of a savepoint that is rolled back: that would
 * undo it. What has no other way is planned nevertheless.
 */
export function planSetting(allowed: AllowedPlans): string {
  const all = list(forbidden['in index order'])
  const value =
    allowed === 'any' ? 'reset_val' : `CASE WHEN name IN (${list(forbidden[allowed])}) THEN 'off' ELSE reset_val END`
  return `SELECT set_config(name, ${value}, true) FROM pg_catalog.pg_settings WHERE name IN (${all})`
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}
