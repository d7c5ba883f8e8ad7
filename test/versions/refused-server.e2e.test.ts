import { expect, test } from 'vitest'
import { startPostgres } from '../../servers/embedded-postgres.ts'
import { hasPostgres } from '../../servers/postgres-binaries.ts'
import { refusedMajor } from '../../servers/postgres-majors.ts'
import { runCommand } from '../run-command.ts'

test('a server older than the supported ones is refused by name and version, with the versions that work', async ({
  skip,
}) => {
  skip(!hasPostgres(refusedMajor), `PostgreSQL ${refusedMajor} is not installed here; npm run test:matrix installs it`)
  await using server = await startPostgres({ major: refusedMajor })
  const end = await runCommand('pgfold', ['inspect'], { env: { DATABASE_URL: server.url } })
  expect(end).toMatchObject({ code: 78, stdout: '' })
  expect(end.stderr).toContain('SOURCE_SERVER_TOO_OLD')
  expect(end.stderr).toMatch(/127\.0\.0\.1:\d+\/postgres is 13\.\d+/)
  expect(end.stderr).toContain('pgfold needs PostgreSQL 14 or newer')
})
