import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { testTable } from '../../../servers/test-table.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { checkMapping } from '../../mapping/check-mapping.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import { resolveTable } from '../../mapping/resolve-table.ts'
import { migrate } from '../../run/migrate.ts'
import { connectSource } from '../../postgres/connection/connect.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import { createTableInput } from '../../dynamodb/table/create-table-input.ts'
import { validate } from '../../validate/validate.ts'
import { createRandomDatabase } from './create-random-database.fixture.ts'
import type { Draft } from './draft-entity.ts'
import type { SourceHints } from '../inspect/source-hints.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { draftDefinition } from './draft-definition.ts'
import { draftMapping } from './draft-mapping.ts'
import { printDraft } from './print-draft.ts'
import { randomDatabase } from './random-database.fixture.ts'
import { readHints } from '../inspect/read-hints.ts'

const cases = Math.ceil(Number(process.env['PGFOLD_CASES'] ?? 800) / 100)
const signal = new AbortController().signal
const ignore = (): void => undefined

/** What a single value may do to its row, by name; anything else would be a defect of the draft. */
const nameable = new Set(['VALUE_KEY_EMPTY', 'VALUE_KEY_NULL'])

test(
  'databases at random: created, drafted, loaded and proven without a hand on the draft',
  async () => {
    let proven = 0
    await fc.assert(
      fc.asyncProperty(randomDatabase, async ({ catalog: wanted }) => {
        await using database = await testDatabase()
        await createRandomDatabase(database, wanted)
        const source = parseSourceUrl(database.url, {})
        await using client = await connectSource(source, { role: 'test', signal })
        const catalog = await readCatalog(client, signal)
        const drafted = draftOrNull(catalog, await readHints(client, catalog, signal))
        if (drafted === null) return
        const mapping = defineMapping(draftDefinition(drafted))
        expect(checkMapping(mapping, catalog).findings.filter((finding) => finding.severity === 'error')).toEqual([])

        await using folder = await temporaryFolder()
        await using table = await testTable(
          createTableInput(resolveTable(mapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
        )
        const target = {
          table: table.name,
          endpoint: table.endpoint,
          region: 'us-east-1',
          transport: 'direct',
          localIdentity: true,
        } as const
        const codes = new Set<string>()
        const run = await migrate(
          { mapping, source, target, stateDirectory: folder.path },
          (event) => {
            if (event.kind === 'rejected') codes.add(event.row.code)
          },
          signal,
        )
        expect({ outcome: run.outcome, error: run.error?.message }).toEqual({ outcome: 'completed', error: undefined })
        expect(
          [...codes].filter((code) => !nameable.has(code)),
          printDraft(drafted),
        ).toEqual([])
        for (const { read, written, collapsed, rejected } of run.summary.entities)
          expect({ read, collapsed }).toEqual({ read: written + rejected, collapsed: 0 })
        const report = await validate(
          {
            mapping,
            source,
            target,
            depth: { kind: 'all' },
            stateDirectory: folder.path,
            secondPassPauseMs: 0,
            html: false,
          },
          ignore,
          signal,
        )
        expect(report.differences, printDraft(drafted)).toEqual([])
        expect(report.ok).toBe(true)
        proven += 1
      }),
      { numRuns: cases, endOnFailure: true },
    )
    expect(proven).toBeGreaterThan(cases / 3)
  },
  60_000 + cases * 10_000,
)

function draftOrNull(catalog: Catalog, hints: SourceHints): Draft | null {
  try {
    return draftMapping(catalog, hints)
  } catch (error) {
    if (error instanceof PgfoldError && error.code === 'DESIGN_NOTHING_TO_DRAFT') return null
    throw error
  }
}
