import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { testTable } from '../../../servers/test-table.ts'
import { runCommand } from '../../../test/run-command.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { envelopeSchema, retryRejectsDataSchema } from '../../output/json/json-schemas.ts'

const mapping = `
import { allColumns, defineMapping } from 'pgfold'
export const mapping = defineMapping({
  name: 'shop',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    NOTE: { group: 'notes', from: 'notes', key: { pk: 'NOTE#{tag}', sk: 'NOTE#{id}' }, attributes: { ...allColumns() } },
  },
})
`

test(
  'a run with rejects names the command that loads them again, which ends 2 while any is left and 0 when none is',
  { timeout: 240_000 },
  async () => {
    await using database = await testDatabase()
    await database.query(`
    CREATE TABLE notes (id int PRIMARY KEY, tag text, body text);
    INSERT INTO notes SELECT n, 'tag', 'body' FROM generate_series(1, 20) n;
    INSERT INTO notes VALUES (21, NULL, 'no tag'), (22, 'tag', repeat('x', 420000))`)
    await using table = await testTable(null)
    await using folder = await temporaryFolder()
    await writeFile(path.join(folder.path, 'pgfold.mapping.ts'), mapping)
    await writeFile(path.join(folder.path, 'package.json'), '{"type":"module"}')
    const options = {
      cwd: folder.path,
      env: {
        ...table.environment,
        DATABASE_URL: database.url,
        DYNAMODB_TABLE_NAME: table.name,
        AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      },
    }
    expect((await runCommand('pgfold', ['table', 'create'], options)).code).toBe(0)
    const run = await runCommand('pgfold', ['migrate', '--quiet'], options)
    expect(run.code).toBe(2)
    const next = /^Next: .*run pgfold (retry-rejects migration_\d+)$/m.exec(run.stdout)?.[1]?.split(' ') ?? []
    expect(next).toHaveLength(2)

    await database.query("UPDATE notes SET tag = 'now' WHERE id = 21")
    const dry = await runCommand('pgfold', [...next, '--dry-run'], options)
    expect(dry.code).toBe(2)
    expect(dry.stdout).toContain('Dry run: 1 row of 2 would stay rejected, nothing was written\n')
    expect(dry.stdout).toContain('  written: NOTE id=21\n')
    const some = await runCommand('pgfold', next, options)
    expect(some).toMatchObject({ code: 2 })
    expect(some.stderr).toContain('Retrying 2 rejected rows of ')
    expect(some.stdout).toMatch(/^1 row of 2 stays rejected\n {2}Written: 1\n {2}Still rejected: 1\n/)
    expect(some.stdout).toMatch(/ {2}rejected: NOTE id=22 \(VALUE_ITEM_TOO_LARGE: body/)

    await writeFile(
      path.join(folder.path, 'pgfold.mapping.ts'),
      mapping
        .replace('allColumns, ', 'allColumns, omitOversize, ')
        .replace('...allColumns() }', "...allColumns() }, oversize: omitOversize(['body'])"),
    )
    const rest = await runCommand('pgfold', [...next, '--json', '--log-format', 'ndjson'], options)
    expect({ code: rest.code, stderr: rest.stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('RETRY_OTHER_RULES'),
    })
    expect(envelopeSchema(retryRejectsDataSchema.strict()).strict().parse(JSON.parse(rest.stdout)).data).toMatchObject({
      rejects: 1,
      left: 0,
      counts: { written: 1 },
    })
    expect((await runCommand('pgfold', ['validate', 'all', '--quiet'], options)).code).toBe(0)
    expect(await runCommand('pgfold', next, options)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('has no rejected rows'),
    })
  },
)
