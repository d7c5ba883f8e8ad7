import type { LedgerSummary } from '../../src/ledger/ledger.ts'
import type { SimulatedSource } from './simulated-source.fixture.ts'

/** What a history has left behind. */
export interface Remains {
  readonly items: ReadonlyMap<string, string>
  /** The reject file as text. */
  readonly rejects: string
  readonly summary: LedgerSummary
}

/**
 * What must be there when a run is complete, derived from the rows alone: no code of the engine takes part. Gives every
 * difference in words; none is success.
 */
export function differencesFromModel(source: SimulatedSource, { items, rejects, summary }: Remains): readonly string[] {
  const differences: string[] = []
  const expected = new Map<string, string>()
  const expectedRejects: string[] = []
  for (const { entity, keys } of source) {
    for (const { key, rows, fate, body } of keys) {
      if (fate !== 'item') expectedRejects.push(`${entity} ${key}`)
      else
        expected.set(
          `${entity}#${key} METADATA`,
          `{"pk":{"S":"${entity}#${key}"},"sk":{"S":"METADATA"},"rows":{"N":"${rows}"},"body":{"S":"${body}"}}`,
        )
    }
  }
  for (const [key, json] of expected) {
    const found = items.get(key)
    if (found === undefined) differences.push(`missing: ${key}`)
    else if (found !== json) differences.push(`different: ${key}`)
  }
  for (const key of items.keys()) if (!expected.has(key)) differences.push(`extra: ${key}`)

  const lines = rejects.split('\n').filter((line) => line !== '')
  const named = lines.map((line) => {
    const { entity, source_key: sourceKey } = JSON.parse(line) as { entity: string; source_key: { id: string } }
    return `${entity} ${sourceKey.id}`
  })
  if (named.toSorted().join('\n') !== expectedRejects.toSorted().join('\n'))
    differences.push(`rejects: ${named.length} lines for ${expectedRejects.length} rows`)

  for (const { entity, keys } of source) {
    const progress = summary.entities.find((candidate) => candidate.entity === entity)
    const rows = keys.reduce((sum, key) => sum + key.rows, 0)
    const stored = keys.filter(({ fate }) => fate === 'item').length
    const figures = `${progress?.total} ${progress?.read} ${progress?.written} ${progress?.rejected} ${progress?.collapsed}`
    const right = `${rows} ${rows} ${stored} ${keys.length - stored} ${rows - keys.length}`
    if (figures !== right) differences.push(`figures of ${entity}: ${figures}, must be ${right}`)
  }
  if (summary.status !== 'Completed') differences.push(`status ${summary.status}`)
  return differences
}
