import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { runCommand } from '../../../test/run-command.ts'
import { checkReportSchema } from '../../design/check/check-report.ts'
import { envelopeSchema } from '../../output/json/json-schemas.ts'

const definition = {
  name: 'notes',
  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
  entities: {
    NOTE: {
      group: 'notes',
      from: 'notes',
      key: { pk: 'NOTE#{id}', sk: 'METADATA' },
      attributes: { words: { kind: 'column', column: 'words' } },
    },
  },
}

test('check and design as commands: exit codes, text, JSON, a page for the owner alone', async () => {
  await using db = await testDatabase()
  await db.query(
    `create table notes (id int8 primary key, words jsonb); insert into notes values (1, '"private words"'), (2, (repeat('[', 40) || repeat(']', 40))::jsonb)`,
  )
  const cwd = await mkdtemp(path.join(tmpdir(), 'pgfold-'))
  await writeFile(path.join(cwd, 'pgfold.mapping.json'), JSON.stringify({ ...definition }))
  const run = (...args: readonly string[]) => runCommand('pgfold', args, { cwd, env: { DATABASE_URL: db.url } })

  const structure = await run('check')
  expect(structure).toMatchObject({ code: 0, stdout: '0 errors, 0 warnings, 0 notes\n', stderr: '' })
  const data = await run('check', '--data')
  expect(data).toMatchObject({ code: 2, stderr: '' })
  expect(data.stdout).toMatch(/^Entity +Rows +Items .*\nNOTE +2 +2 +0 +0 +2 +1 /)
  expect(data.stdout).toMatch(
    /warning: 1 of 2 rows of NOTE will be rejected, .*: words \(every row counted\)\n {2}At: {3}entities\.NOTE\.attributes\.words\n {2}Fix: .*\n {2}Code: VALUE_TOO_DEEP\n0 errors, 1 warning, 0 notes\n$/,
  )
  const json = await run('check', '--data', '--all', '--json')
  const answer = envelopeSchema(checkReportSchema).strict().parse(JSON.parse(json.stdout))
  expect(json.code).toBe(2)
  expect(answer.data).toMatchObject({ errors: 0, warnings: 1, data: { sampleRows: null } })
  expect(data.stdout + json.stdout).not.toContain('private')
  expect(await run('check', '--all')).toMatchObject({ code: 64, stdout: '' })
  expect(await run('check', '--data', '--all', '--rows', '5')).toMatchObject({ code: 64, stdout: '' })

  const page = path.join(cwd, 'design.html')
  expect(await run('design')).toMatchObject({
    code: 0,
    stdout: 'Wrote design.html: 1 entity, 1 item collection, 0 indexes\n',
  })
  expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>[^]*&quot;xxxxxxx xxxxx&quot;/)
  expect((await stat(page)).mode & 0o777).toBe(0o600)
  const chart = await run('design', '--mermaid')
  expect(chart.stdout).toMatch(/^flowchart LR\n[^]* {2}t0 --> e0\n$/)
  expect(await run('design', '--mermaid', '--out', 'x')).toMatchObject({ code: 64 })
}, 120_000)
