import { lstat, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { runCommand } from '../../test/run-command.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'

vi.setConfig({ testTimeout: 120_000 })

test('what is written by name follows no symbolic link, and notes on the source reach stderr', async () => {
  await using database = await testDatabase()
  await using folder = await temporaryFolder()
  await database.query('create table things (id int primary key, name text)')
  const at = (name: string): string => path.join(folder.path, name)
  await writeFile(at('package.json'), '{"type":"module"}')
  // Any note will do; those on TLS go the same way.
  const options = { cwd: folder.path, env: { DATABASE_URL: `${database.url}?pgbouncer=true` } }
  const note = 'Note: option "pgbouncer" of the source URL is not used\n'

  expect(await runCommand('pgfold', ['init'], options)).toMatchObject({ code: 0, stderr: note })
  expect(await runCommand('pgfold', ['inspect'], options)).toMatchObject({ code: 0, stderr: note })
  expect(await runCommand('pgfold', ['check'], options)).toMatchObject({ code: 0, stderr: note })

  await writeFile(at('precious'), 'precious')
  await symlink(at('precious'), at('page.html'))
  expect(await runCommand('pgfold', ['design', '--out', 'page.html'], options)).toMatchObject({ code: 0, stderr: note })
  await symlink(at('precious'), at('linked.mapping.ts'))
  expect(await runCommand('pgfold', ['init', '--out', 'linked.mapping.ts', '--force'], options)).toMatchObject({
    code: 1,
  })
  expect(await readFile(at('precious'), 'utf8')).toBe('precious')
  const page = await lstat(at('page.html'))
  expect({ link: page.isSymbolicLink(), mode: page.mode & 0o777 }).toEqual({ link: false, mode: 0o600 })
})
