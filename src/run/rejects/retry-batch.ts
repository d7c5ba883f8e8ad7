import type { RetryBatch } from './retry-batches.ts'
import { retryGroups } from './retry-groups.ts'
import { readRows } from './read-rows.ts'
import { addTo, byKey, keyText, outcomeOf, settle, type RetryDeps, type RowOutcome } from './row-outcome.ts'
import type { Settlement } from './settlement.ts'

/**
 * Derives the rows of a batch again and puts what is right now. Idempotent: what an earlier attempt has put is found in
 * place.
 */
export async function retryBatch(
  batch: RetryBatch,
  deps: RetryDeps,
  signal: AbortSignal,
): Promise<readonly Settlement[]> {
  if (batch.entity.identity.kind === 'grouped')
    return await retryGroups(batch, batch.entity.identity.columns, deps, signal)
  const lines = byKey(batch.records)
  const outcomes = new Map<string, RowOutcome[]>()
  await readRows(
    deps.client,
    deps.mapping,
    batch.narrow,
    (key) => lines.has(keyText(key)),
    async (key, row) => addTo(outcomes, keyText(key), await outcomeOf(row, deps)),
    signal,
  )
  return [...lines].flatMap(([text, records]) => settle(records, outcomes.get(text) ?? []))
}
