import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { testTable } from '../../servers/test-table.ts'
import { envelopeSchema, runDataSchema, validationDataSchema } from '../../src/output/json/json-schemas.ts'
import { runCommand } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const megabyte = 1024 * 1024

/** Says at its end how much memory the process had at most. */
const report =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`[peak ${process.resourceUsage().maxRSS} KB]`))'

function peakOf(stderr: string): number {
  return Number(/\[peak (\d+) KB\]/u.exec(stderr)?.[1]) * 1024
}

const mapping = `import { allColumns, defineMapping } from 'pgfold'
export default defineMapping({ name: 'files', table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' }, entities: {
  FILE: { group: 'files', from: 'files', key: { pk: 'FILE#{id}', sk: 'METADATA' }, attributes: { ...allColumns() } } } })
`

test(
  'rows of 1 to 300 MB are rejected by name, in bounded memory, and proven to be',
  { timeout: 300_000 },
  async () => {
    await using database = await testDatabase()
    await database.query(`
    CREATE TABLE files (id int PRIMARY KEY, name text, content text, bytes bytea, doc jsonb);
    ALTER TABLE files ALTER content SET STORAGE EXTENDED;
    INSERT INTO files SELECT n, 'small ' || n, repeat('x', 1000) FROM generate_series(1, 500) n;
    INSERT INTO files SELECT 1000 + n, 'large ' || n, repeat('0123456789abcdef', ${megabyte / 16} * 40) FROM generate_series(1, 6) n;
    INSERT INTO files (id, name, bytes) SELECT 2000 + n, 'bytes ' || n, decode(repeat('00ff', ${megabyte} * 15), 'hex') FROM generate_series(1, 3) n;
    INSERT INTO files (id, name, doc) SELECT 3000 + n, 'doc ' || n, to_jsonb(repeat('x', ${megabyte} * 20)) FROM generate_series(1, 3) n;
    INSERT INTO files SELECT 4000 + n, 'medium ' || n, repeat('é', 300000) FROM generate_series(1, 100) n;
    INSERT INTO files SELECT 9000, 'huge', repeat('0123456789abcdef', ${megabyte / 16} * 300)`)
    const rejected = 6 + 3 + 3 + 100 + 1
    await using folder = await temporaryFolder()
    await using table = await testTable()
    const file = path.join(folder.path, 'files.mapping.ts')
    await writeFile(path.join(folder.path, 'package.json'), '{"type":"module"}')
    await writeFile(file, mapping)
    const run = {
      cwd: folder.path,
      env: { ...table.environment, DATABASE_URL: database.url },
      nodeOptions: ['--import', report],
    }

    const migrated = await runCommand(
      'pgfold',
      ['migrate', '--mapping', file, '--threads', '0', '--page-size', '20', '--quiet', '--json'],
      run,
    )
    const { data, error } = envelopeSchema(runDataSchema).parse(JSON.parse(migrated.stdout))
    expect(error).toBeNull()
    expect(migrated.code).toBe(2)
    expect(data?.totals).toMatchObject({ read: 500 + rejected, written: 500, rejected })
    const rejects = (await readFile(path.resolve(folder.path, data?.rejectFile ?? ''), 'utf8')).trimEnd().split('\n')
    expect(new Set(rejects.map((line) => /"code":"(\w+)"/u.exec(line)?.[1]))).toEqual(new Set(['VALUE_ITEM_TOO_LARGE']))
    expect(rejects.filter((line) => line.includes('"id":"9000"'))).toHaveLength(1)
    expect(peakOf(migrated.stderr)).toBeLessThan(300 * megabyte)

    const validated = await runCommand('pgfold', ['validate', 'all', '--mapping', file, '--quiet', '--json'], run)
    expect(peakOf(validated.stderr)).toBeLessThan(300 * megabyte)
    const validation = envelopeSchema(validationDataSchema).parse(JSON.parse(validated.stdout))
    expect(validation.error).toBeNull()
    expect(validation.data?.differences).toBe(0)
  },
)
