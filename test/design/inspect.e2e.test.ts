import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { inspectionSchema } from '../../src/design/inspect/inspection-schema.ts'
import { initDataSchema } from '../../src/design/draft/init-data-schema.ts'
import { envelopeSchema } from '../../src/output/json/json-schemas.ts'
import { runCommand } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { hostileDatabases } from './hostile-databases.ts'

const { forum, oddTables, withGaps } = hostileDatabases

/** Real commands, beside other tests. */
const patience = 180_000

async function inspect(url: string, flags: readonly string[] = []) {
  const { code, stdout, stderr } = await runCommand('pgfold', ['inspect', '--json', ...flags], {
    env: { DATABASE_URL: url },
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { data } = envelopeSchema(inspectionSchema.strict()).strict().parse(JSON.parse(stdout))
  if (data === null) throw new Error('no data')
  return data
}

test(
  'a forum: rows, relations both ways, risky types, large values, missing indexes',
  async () => {
    await using database = await testDatabase()
    await database.query(forum)
    await database.query(
      `insert into posts (topic_id, body, created_at) values (1, repeat('long text ', 45000), now()); drop index topics_author_id_idx`,
    )
    const data = await inspect(database.url, ['--exact'])
    const table = (name: string) => data.tables.find((candidate) => candidate.table === name)
    expect(data.tables.map(({ table: name, kind, exactRows }) => `${name} ${kind} ${exactRows}`)).toMatchSnapshot(
      'tables',
    )
    expect(
      table('topics')?.references.map(({ name, table: other, required, onDeleteCascade, indexed }) => ({
        name,
        other,
        required,
        onDeleteCascade,
        indexed,
      })),
    ).toEqual([
      { name: 'topics_author_id_fkey', other: 'users', required: true, onDeleteCascade: false, indexed: false },
      { name: 'topics_forum_id_fkey', other: 'forums', required: true, onDeleteCascade: true, indexed: true },
      { name: 'topics_last_post_id_fkey', other: 'posts', required: false, onDeleteCascade: false, indexed: false },
    ])
    expect(
      table('topics')?.referencedBy.map(
        ({ table: other, columns, otherColumns }) => `${other} ${otherColumns.join()} -> ${columns.join()}`,
      ),
    ).toEqual(['posts topic_id -> id', 'topic_tags topic_id -> id'])
    expect(table('posts')?.largeColumns).toEqual([{ column: 'body', largestBytes: 450_000 }])
    expect(table('posts')?.riskyColumns.map(({ risk, columns }) => `${risk} ${columns.join()}`)).toEqual([
      'infinite-time created_at',
      'numeric-unbounded score',
    ])
    expect(data.findings.filter(({ code }) => code === 'DESIGN_FOREIGN_KEY_NOT_INDEXED').map(({ fix }) => fix)).toEqual(
      [
        'CREATE INDEX CONCURRENTLY ON "public"."topics" ("author_id");',
        'CREATE INDEX CONCURRENTLY ON "public"."topics" ("last_post_id");',
      ],
    )
    const text = await runCommand('pgfold', ['inspect', '--tables', 'posts,topics'], {
      env: { DATABASE_URL: database.url },
    })
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 0, stderr: '' })
    expect(text.stdout).toMatch(/^posts +table +~\d+ /mu)
    expect(text.stdout).toMatch(/^topics \(forum_id\) +-> forums \(id\) +always, cascade$/mu)
    expect(text.stdout).not.toMatch(/^users /mu)
  },
  patience,
)

test(
  'partitions, generated columns, every risky type, tables that cannot be read whole',
  async () => {
    await using database = await testDatabase()
    await database.query(oddTables)
    await database.query(withGaps)
    const data = await inspect(database.url)
    const table = (name: string) => data.tables.find((candidate) => candidate.table === name)
    expect(table('measurements')).toMatchObject({
      kind: 'partitioned',
      partitions: 3,
      generatedColumns: ['doubled'],
      estimatedRows: 155,
      exactRows: null,
    })
    expect(
      table('by_mood')
        ?.riskyColumns.map(({ risk }) => risk)
        .toSorted(),
    ).toEqual(['infinite-time', 'interval', 'json-depth', 'nested', 'numeric-nan', 'set', 'xml'])
    expect(table('parent')?.inheritedBy).toEqual(['public.child'])
    expect(data.findings.filter(({ code }) => code === 'DESIGN_TABLE_WITHOUT_KEY').map(({ place }) => place)).toEqual([
      'late_unique',
      'no_key',
      'nullable_unique',
    ])
  },
  patience,
)

test(
  'an unknown schema or table is named, with what was probably meant',
  async () => {
    await using database = await testDatabase()
    await database.query('create table orders (id int primary key)')
    const run = (...args: readonly string[]) => runCommand('pgfold', args, { env: { DATABASE_URL: database.url } })
    const wrongTable = await run('inspect', '--tables', 'ordres')
    expect(wrongTable).toMatchObject({ code: 64, stdout: '' })
    expect(wrongTable.stderr).toContain('did you mean "orders"')
    expect(await run('init', '--schema', 'pubic', '--out', '-')).toMatchObject({ code: 64, stdout: '' })
  },
  patience,
)

test(
  'init writes no file over another, writes to stdout on request, and says when nothing can be drafted',
  async () => {
    await using database = await testDatabase()
    await using folder = await temporaryFolder()
    await database.query(
      'create schema other; create table orders (id int primary key); create table other.items (id int)',
    )
    const run = (...args: readonly string[]) =>
      runCommand('pgfold', ['init', ...args], { cwd: folder.path, env: { DATABASE_URL: database.url } })
    const first = await run('--schema', 'public')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain('pgfold.mapping.ts: 1 entity in one table with 0 indexes')
    const second = await run('--schema', 'public')
    expect(second).toMatchObject({ code: 78, stdout: '' })
    expect(second.stderr).toContain('DESIGN_FILE_EXISTS')
    expect((await run('--force')).code).toBe(2)
    const printed = await run('--out', '-', '--tables', 'public.orders')
    expect(printed.code).toBe(0)
    expect(printed.stdout).toContain("key: { pk: 'ORDER#{id}', sk: 'METADATA' }")
    const nothing = await run('--schema', 'other', '--out', '-')
    expect(nothing).toMatchObject({ code: 2, stdout: '' })
    expect(nothing.stderr).toContain('other.items: the rows of a table cannot be told apart')
    const json = await run('--json', '--force')
    expect(envelopeSchema(initDataSchema.strict()).strict().parse(JSON.parse(json.stdout)).data).toMatchObject({
      file: 'pgfold.mapping.ts',
      leftOut: [{ code: 'DESIGN_TABLE_WITHOUT_KEY' }],
    })
  },
  patience,
)
