import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkMapping } from '../../mapping/check-mapping.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { draftDefinition } from './draft-definition.ts'
import { draftMapping } from './draft-mapping.ts'
import { evaluateDraft } from './evaluate-draft.fixture.ts'
import { printDraft } from './print-draft.ts'
import { randomDatabase, type RandomDatabase } from './random-database.fixture.ts'

const cases = Number(process.env['PGFOLD_CASES'] ?? 400)

function draftOf({ catalog, hints }: RandomDatabase, attributeKeys = false) {
  try {
    return draftMapping(catalog, hints, undefined, { attributeKeys })
  } catch (error) {
    if (error instanceof PgfoldError && error.code === 'DESIGN_NOTHING_TO_DRAFT') return null
    throw error
  }
}

test('so does the draft whose indexes take attributes as they are, where that fits', () => {
  let taken = 0
  fc.assert(
    fc.property(randomDatabase, (database) => {
      const draft = draftOf(database, true)
      if (draft === null) return
      const mapping = defineMapping(draftDefinition(draft))
      const { resolved, findings } = checkMapping(mapping, database.catalog)
      expect(findings.filter((finding) => finding.severity === 'error')).toEqual([])
      expect(evaluateDraft(printDraft(draft)).hash).toBe(mapping.hash)
      for (const { name, indexes } of draft.entities) {
        for (const { index, attributes } of indexes) {
          if (attributes === null) continue
          taken += 1
          const names = [...attributes.partition, ...attributes.sort]
          // Nobody else is in the index, and nothing is left out of an item for its sake.
          const holders = resolved?.entities.filter((entity) =>
            names.every((each) => entity.attributes.some((attribute) => attribute.name === each)),
          )
          expect(holders?.map((entity) => entity.name)).toEqual([name])
          expect(resolved?.table.indexes.find((each) => each.name === index)).toMatchObject({
            partitionKey: attributes.partition,
            sortKey: attributes.sort,
          })
        }
      }
    }),
    { numRuns: cases },
  )
  expect(taken).toBeGreaterThan(0)
})

test('the draft of any database passes the check without an error, and its file defines the same mapping', () => {
  let drafted = 0
  fc.assert(
    fc.property(randomDatabase, (database) => {
      const draft = draftOf(database)
      if (draft === null) return
      drafted += 1
      const mapping = defineMapping(draftDefinition(draft))
      const { resolved, findings } = checkMapping(mapping, database.catalog)
      expect(findings.filter((finding) => finding.severity === 'error')).toEqual([])
      // Every entity keeps rows apart by a unique key: nothing collapses, nothing is overwritten.
      expect(resolved?.entities.map((entity) => entity.identity.kind)).toEqual(draft.entities.map(() => 'unique'))
      expect(evaluateDraft(printDraft(draft)).hash).toBe(mapping.hash)
      expect(draft.entities.length + draft.leftOut.length).toBe(database.catalog.tables.length)
      expect(printDraft(draftOf(database) ?? draft)).toBe(printDraft(draft))
    }),
    { numRuns: cases },
  )
  expect(drafted).toBeGreaterThan(cases / 3)
})
