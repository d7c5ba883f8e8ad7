import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder.ts'

const root = path.resolve(import.meta.dirname, '..')
const tool = path.join(root, 'node_modules', '@changesets', 'cli', 'bin.js')

test('a release raises the version of the package and moves the sentences of the change files into the changelog', async () => {
  await using folder = await temporaryFolder()
  for (const file of [
    'package.json',
    'package-lock.json',
    'servers/package.json',
    'CHANGELOG.md',
    '.changeset/config.json',
  ]) {
    await mkdir(path.dirname(path.join(folder.path, file)), { recursive: true })
    await cp(path.join(root, file), path.join(folder.path, file))
  }
  const read = (file: string) => readFile(path.join(folder.path, file), 'utf8')
  const before = await read('CHANGELOG.md')
  await writeFile(
    path.join(folder.path, '.changeset', 'brave-cat.md'),
    '---\n"pgfold": major\n---\n\nA sentence about the change.\n',
  )
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
  for (const words of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    [...identity, 'commit', '--quiet', '--message', 'first'],
  ])
    execFileSync('git', words, { cwd: folder.path })

  execFileSync(process.execPath, [tool, 'version'], { cwd: folder.path, stdio: 'ignore' })
  expect(JSON.parse(await read('package.json'))).toMatchObject({ name: 'pgfold', version: '1.0.0' })
  expect(await readdir(path.join(folder.path, '.changeset'))).toEqual(['config.json'])
  const after = await read('CHANGELOG.md')
  expect(after).toMatch(/^# Changelog\n\n## 1\.0\.0\n\n### Major Changes\n\n- .*A sentence about the change\.\n/)
  expect(after.endsWith(before.replace('# Changelog\n', ''))).toBe(true)
})
