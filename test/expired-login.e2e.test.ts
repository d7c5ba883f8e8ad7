import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('an SSO session that has expired ends with exit code 3 and is named', async () => {
  await using home = await temporaryFolder()
  const cache = path.join(home.path, '.aws', 'sso', 'cache')
  await mkdir(cache, { recursive: true })
  await writeFile(
    path.join(home.path, '.aws', 'config'),
    [
      '[profile work]',
      'sso_session = company',
      'sso_account_id = 000000000000',
      'sso_role_name = Loader',
      'region = eu-west-1',
      '[sso-session company]',
      'sso_region = eu-west-1',
      'sso_start_url = https://company.invalid/start',
      'sso_registration_scopes = sso:account:access',
      '',
    ].join('\n'),
  )
  await writeFile(
    path.join(cache, `${createHash('sha1').update('company').digest('hex')}.json`),
    JSON.stringify({ accessToken: 'canary', expiresAt: '2020-01-01T00:00:00Z' }),
  )
  const ended = await runCommand('pgfold', ['table', 'show', '--table', 'shop'], {
    env: { HOME: home.path, AWS_PROFILE: 'work' },
  })
  expect(ended.stderr).toContain('TARGET_CREDENTIALS_EXPIRED')
  expect(ended.stderr).toMatch(/(Token|Credentials)ProviderError: /)
  expect(ended.stderr).toContain('aws sso login')
  expect(ended.stderr).not.toContain('canary')
  expect(ended.code).toBe(3)
})
