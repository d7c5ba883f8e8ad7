import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { testDatabase } from '../../servers/test-database.ts'
import { testTable } from '../../servers/test-table.ts'
import { createTableInput } from '../dynamodb/table/create-table-input.ts'
import { temporaryDirectory } from '../ledger/ledger.fixture.ts'
import { resolveTable } from '../mapping/resolve-table.ts'
import { widePlanMapping } from './wide-plan.mapping.fixture.ts'

const program = fileURLToPath(new URL('peak-memory.fixture.ts', import.meta.url))
const rows = 500
const printed = z.object({ outcome: z.string(), written: z.int(), planned: z.number(), peakRssMb: z.number() })

it(
  'a run of billions of rows, by the planner, of a table never analysed and of a view, in chunks of one row, stays under 256 MB',
  { timeout: 300_000 },
  async () => {
    await using database = await testDatabase()
    // The planner takes the density of rows from here, and the pages from the file.
    await database.query(`
      CREATE TABLE measures (id int8 PRIMARY KEY, value text) WITH (autovacuum_enabled = false);
      CREATE VIEW measures_seen AS SELECT id, value FROM measures;
      INSERT INTO measures SELECT g, repeat('x', 200) FROM generate_series(1, ${rows}) g;
      UPDATE pg_class SET reltuples = 1e9, relpages = 1 WHERE oid = 'measures'::regclass`)
    await using table = await testTable(
      createTableInput(resolveTable(widePlanMapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
    )
    await using directory = await temporaryDirectory()
    const { stdout } = await promisify(execFile)(process.execPath, [
      program,
      database.url,
      table.endpoint,
      table.name,
      directory.path,
    ])
    const figures = printed.parse(JSON.parse(stdout))
    expect(figures).toMatchObject({ outcome: 'completed', written: 2 * rows })
    expect(figures.planned).toBeGreaterThan(1e9)
    expect(figures.peakRssMb).toBeLessThan(256)
  },
)
