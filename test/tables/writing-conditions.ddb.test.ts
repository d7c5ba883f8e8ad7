import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { testTable } from '../../servers/test-table.ts'
import { checkDatabase } from '../../src/design/check/check-database.ts'
import { drawDatabase } from '../../src/design/picture/draw-database.ts'
import { sqlCondition } from '../../src/mapping/language/conditions.ts'
import type { Mapping } from '../../src/mapping/define-mapping.ts'
import { resolveTable } from '../../src/mapping/resolve-table.ts'
import { parseSourceUrl, type SourceConfig } from '../../src/postgres/connection/source-config.ts'
import { createTableInput } from '../../src/dynamodb/table/create-table-input.ts'
import { validate } from '../../src/validate/validate.ts'
import { moveDatabase } from '../moved-database.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { plainEntity, plainMapping } from './plain-mapping.ts'

const never = new AbortController().signal
const marker = 'id <> -20260101'

/**
 * One condition on rows that are cut into chunks by a column which is not unique, so that every query holds the
 * condition once.
 */
function mappingWith(condition: string): Mapping {
  return plainMapping({ ROW: plainEntity('rows', ['id'], { where: sqlCondition(condition), chunkBy: 'part' }) })
}

async function everything(database: TestDatabase, mapping: Mapping): Promise<readonly unknown[]> {
  const source = parseSourceUrl(database.url, {})
  const outcomes = await Promise.allSettled([
    checkDatabase({ mapping, source, data: { sampleRows: 2 }, seed: 'a' }, never),
    drawDatabase({ mapping, source, examples: 2 }, never),
    moveDatabase(database, mapping, { rowsPerChunk: 3 }),
    validateAlone(source, mapping),
  ])
  return outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : outcome.value))
}

/** Against an empty table: a load with such a mapping does not get that far. */
async function validateAlone(source: SourceConfig, mapping: Mapping): Promise<unknown> {
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
  return await validate(
    { mapping, source, target, stateDirectory: folder.path, depth: { kind: 'all' }, secondPassPauseMs: 10 },
    () => undefined,
    never,
  )
}

afterEach(() => void vi.restoreAllMocks())

test(
  'a condition that ends the query and begins a transaction of its own is refused, wherever it is used',
  { timeout: 180_000 },
  async () => {
    await using database = await testDatabase()
    await database.query(`
    CREATE TABLE canary (id int);
    CREATE TABLE rows (id int PRIMARY KEY, part int NOT NULL, v text);
    CREATE INDEX ON rows (part);
    INSERT INTO rows SELECT n, n % 5, 'v' || n FROM generate_series(1, 20) n; ANALYZE`)

    const texts = new Set<string>()
    const { parse, query } = pg.Connection.prototype
    vi.spyOn(pg.Connection.prototype, 'parse').mockImplementation(function (this: pg.Connection, ...call) {
      texts.add(call[0].text)
      parse.apply(this, call)
    })
    vi.spyOn(pg.Connection.prototype, 'query').mockImplementation(function (this: pg.Connection, text) {
      texts.add(text)
      query.call(this, text)
    })
    await everything(database, mappingWith(marker))
    vi.restoreAllMocks()

    const kinds = new Map<string, string>()
    for (const text of texts) {
      const [before, after, ...more] = text.split(marker)
      if (before === undefined || after === undefined || more.length > 0) continue
      // The text up to the condition closes and is written out once more, so that all statements are well formed.
      kinds.set(
        before,
        `true${after}; ROLLBACK; BEGIN READ WRITE; INSERT INTO canary VALUES (1); COMMIT; ${before}true`,
      )
    }
    const shapes = [...kinds.keys()]
    for (const shape of [/^COPY \(/, /^EXPLAIN /, /^DECLARE /, /^SELECT count/, /^EXPLAIN \(FORMAT JSON\) /])
      expect(shapes).toContainEqual(expect.stringMatching(shape))

    for (const condition of kinds.values()) {
      const outcomes = await everything(database, mappingWith(condition))
      expect(await database.query('SELECT * FROM canary'), condition).toEqual([])
      const [check, picture, moved, validated] = outcomes
      expect(check).toMatchObject({ errors: 1 })
      expect(picture).toMatchObject({ warnings: [expect.stringMatching(/SOURCE_QUERY_FAILED/)] })
      expect(moved).toMatchObject({ code: 'SOURCE_QUERY_FAILED' })
      expect(validated).toMatchObject({ code: 'SOURCE_QUERY_FAILED' })
    }
  },
)
