import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { testTable } from '../../servers/test-table.ts'
import { runCommand, type CommandOptions } from '../../test/run-command.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'

// Some ten processes, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 })

/** Clears the screen, returns to the start of the line, makes a line of its own, and turns the text around. */
const attack = '\u001b[2J\u001b]0;x\u0007\r\nFORGED: all is well\n\u009b31m\u202e\u2066\u200f\u061c\u200b\u2028'
const obeyed = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

const mapping = `
import { allColumns, defineMapping } from 'pgfold'

export const mapping = defineMapping({
  name: 'hostile',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: { THING: { group: ${JSON.stringify(`things${attack}`)}, from: 'things', key: { pk: 'THING#{id}', sk: 'A' }, attributes: { ...allColumns() } } },
})
`

test('no key and no name makes a line or a control sequence in anything that is printed or kept', async () => {
  await using database = await testDatabase()
  await using table = await testTable()
  await using folder = await temporaryFolder()
  await database.query('create table things (id text primary key, big text)')
  await database.query(`create table "odd${attack}" (id int primary key, "col${attack}" text)`)
  await database.query('insert into things values ($1, $2), ($3, $4), ($5, $2)', [
    `good${attack}`,
    'x',
    `large${attack}`,
    'y'.repeat(500_000),
    `gone${attack}`,
  ])
  await writeFile(path.join(folder.path, 'pgfold.mapping.ts'), mapping)
  await writeFile(path.join(folder.path, 'package.json'), '{"type":"module"}')
  const options: CommandOptions = { cwd: folder.path, env: { ...table.environment, DATABASE_URL: database.url } }

  /** Runs the command and looks at every character that it prints. */
  const run = async (code: number, ...args: readonly string[]): Promise<string> => {
    const ended = await runCommand('pgfold', args, options)
    const printed = ended.stdout + ended.stderr
    expect({ args, code: ended.code, printed }).toMatchObject({ code })
    expect({ args, obeyed: obeyed.exec(printed)?.index ?? null, printed }).toMatchObject({ obeyed: null })
    expect(printed).not.toMatch(/^FORGED/m)
    return ended.stdout
  }

  await run(2, 'migrate', '--quiet')
  const client = new DynamoDBClient(table.clientConfig)
  await client.send(
    new DeleteItemCommand({ TableName: table.name, Key: { pk: { S: `THING#gone${attack}` }, sk: { S: 'A' } } }),
  )
  await client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: { pk: { S: `ODD#${attack}` }, sk: { S: 'A' }, type: { S: `TYPE${attack}` } },
    }),
  )
  client.destroy()
  const validated = await run(2, 'validate', 'all')
  expect(validated).toContain(
    'missing: THING pk=THING#gone\\u001b[2J\\u001b]0;x\\u0007\\r\\nFORGED: all is well\\n\\u009b31m\\u202e',
  )
  const files = await readdir(folder.path)
  const report = files.find((name) => /^validation_report_\d+\.json$/.test(name)) ?? 'no report'
  await run(2, 'validate', 'all', '--json')
  await run(2, 'repair', report, '--dry-run')
  await run(2, 'repair', report, '--dry-run', '--json', '--log-format', 'ndjson')
  await run(0, 'inspect')
  await run(0, 'init', '--out', '-')
  await run(2, 'check', '--data')
  await run(0, 'design', '--mermaid')
  await run(0, 'design')
  await run(78, 'migrate', '--mapping', `no${attack}file`)

  const kept = await readdir(folder.path)
  expect(kept).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^migration_errors_.*\.jsonl$/),
      expect.stringMatching(/\.html$/),
      'design.html',
    ]),
  )
  for (const name of kept.filter((each) => each !== 'pgfold.mapping.ts')) {
    const text = await readFile(path.join(folder.path, name), 'utf8')
    expect({ name, obeyed: obeyed.exec(text)?.index ?? null }).toEqual({ name, obeyed: null })
    if (name.endsWith('.jsonl'))
      expect(
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).source_key),
      ).toEqual([{ id: `large${attack}` }])
    if (name === report)
      expect(JSON.parse(text).differences).toContainEqual(
        expect.objectContaining({ key: { pk: `THING#gone${attack}`, sk: 'A' } }),
      )
  }
})
