import { describe, expect, it } from 'vitest'
import type { Item } from '../codec/value/attribute-value.ts'
import type { ResolvedMapping, ResolvedTable } from '../mapping/resolved.ts'
import { allItems } from '../dynamodb/read/all-items.fixture.ts'
import { canonicalItem } from './digest/canonical-item.ts'
import { corruptionSorts, randomFrom, type Corruption } from './corruption.fixture.ts'
import { itemKeyRecord, itemKeyText, keyRecordText } from './digest/key-record.ts'
import { openLibrary, type Library } from './library.fixture.ts'
import { prepareValidation } from './prepare-validation.ts'
import { repair } from './repair/repair.ts'
import { validate } from './validate.ts'
import { reportPath } from './report/write-report.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

/** `PGFOLD_MUTATIONS=5000` and `PGFOLD_SEED=7` for a night; a failure prints its seed. */
const wanted = Number(process.env['PGFOLD_MUTATIONS'] ?? '300')
const firstSeed = Number(process.env['PGFOLD_SEED'] ?? '1')

async function contents(library: Library, table: ResolvedTable): Promise<Map<string, string>> {
  const items = new Map<string, string>()
  for (const item of await allItems(library.transport, library.table.name, never))
    items.set(itemKeyText(table, item), canonicalItem(item))
  return items
}

/** Plants every sort once, each in another item, and returns what was planted. */
function plantPlan(
  mapping: ResolvedMapping,
  items: readonly Item[],
  seed: number,
): { readonly sort: string; readonly corruption: Corruption }[] {
  const random = randomFrom(seed)
  const free = [...items]
  const planted: { sort: string; corruption: Corruption }[] = []
  for (const [sort, corrupt] of Object.entries(corruptionSorts)) {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const at = Math.floor(random() * free.length)
      const item = free[at]
      const corruption = item === undefined ? null : corrupt({ mapping, item, random })
      if (corruption === null) continue
      free.splice(at, 1)
      planted.push({ sort, corruption })
      break
    }
  }
  return planted
}

describe('mutation harness', () => {
  it('has at least 25 sorts of corruption, and each can be planted in the library', async () => {
    await using library = await openLibrary()
    const { mapping } = await prepareValidation(library.options, [], never)
    const planted = new Set(
      Array.from({ length: 20 }, (_, seed) => plantPlan(mapping, library.items, seed))
        .flat()
        .map(({ sort }) => sort),
    )
    expect(Object.keys(corruptionSorts).filter((sort) => !planted.has(sort))).toEqual([])
    expect(planted.size).toBeGreaterThanOrEqual(25)
  })

  it(
    `finds each of ${String(wanted)} mutations, nothing else, and repair brings the table back`,
    { timeout: 30 * 60_000 },
    async () => {
      await using library = await openLibrary()
      const { mapping } = await prepareValidation(library.options, [], never)
      const { table } = mapping
      const clean = await contents(library, table)
      let mutations = 0
      for (let seed = firstSeed; mutations < wanted; seed += 1) {
        const where = `PGFOLD_SEED=${String(seed)}`
        const planted = plantPlan(mapping, library.items, seed)
        mutations += planted.length
        for (const { corruption } of planted) {
          for (const item of corruption.put) await library.put(item)
          for (const key of corruption.remove) await library.remove(key)
        }
        const truth = await contents(library, table)
        const differing = [...new Set([...clean.keys(), ...truth.keys()])]
          .filter((key) => clean.get(key) !== truth.get(key))
          .sort()
        expect(differing.length, `every mutation changes the table, ${where}`).toBeGreaterThanOrEqual(planted.length)

        const report = await validate({ ...library.options, depth: { kind: 'all' } }, ignore, never)
        const found = report.differences.map(({ key }) => keyRecordText(table, key)).sort()
        const names = new Map(
          planted.flatMap(({ sort, corruption }) =>
            [...corruption.put.map((item) => itemKeyRecord(table, item)), ...corruption.remove].map((key) => [
              keyRecordText(table, key),
              sort,
            ]),
          ),
        )
        expect(
          differing.filter((key) => !found.includes(key)).map((key) => names.get(key)),
          `${where}: not found`,
        ).toEqual([])
        expect(found, `${where}: found what is not there`).toEqual(differing)
        expect(report.ok).toBe(false)
        expect(report.totals.missing + report.totals.extra + report.totals.different).toBe(differing.length)
        expect(
          report.indexes.map(({ missing, extra, different }) => missing + extra + different),
          `${where}: indexes follow the table`,
        ).toEqual([0, 0, 0])

        const result = await repair(
          {
            ...library.options,
            report: reportPath(library.directory, 'validation_1'),
            dryRun: false,
            deleteExtras: true,
          },
          ignore,
          never,
        )
        expect(result.left, `left by the repair, ${where}`).toEqual([])
        expect(
          result.actions.map(({ key }) => keyRecordText(table, key)).sort(),
          `${where}: only differing keys are written`,
        ).toEqual(differing)
        expect(await contents(library, table), `${where}: the table after the repair`).toEqual(clean)
      }
      const report = await validate({ ...library.options, depth: { kind: 'all' } }, ignore, never)
      expect(report.ok).toBe(true)
    },
  )
})
