import { execFile } from 'node:child_process'
import { access, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '..')

test('packed and installed into an empty folder, the package gives its commands, its API and its types', async () => {
  await using folder = await temporaryFolder()
  const npm = (cwd: string, ...words: string[]) => run('npm', words, { cwd, maxBuffer: 1 << 24 })
  await run(process.execPath, ['scripts/build.ts'], { cwd: root })
  // The build above is what `prepack` does; here it runs on this Node instead of a child's.
  const packed = await npm(root, 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder.path)
  await writeFile(path.join(folder.path, 'package.json'), '{"name":"user","private":true,"type":"module"}')
  await npm(folder.path, 'install', '--no-audit', '--no-fund', '--loglevel=error', `./${packed.stdout.trim()}`)

  const bin = (name: string) => path.join(folder.path, 'node_modules', '.bin', name)
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string }
  for (const name of ['pgfold', 'migrate_to_dynamo', 'validate_migration']) await access(bin(name))
  expect((await run(bin('pgfold'), ['--version'])).stdout.trim()).toBe(version)
  expect((await run(bin('migrate_to_dynamo'), ['help'])).stdout).toContain('migrate_to_dynamo')
  expect((await run(bin('validate_migration'), ['help'])).stdout).toContain('validate_migration')

  // A mapping is type-checked against the declarations of the package, then used by the installed command.
  await writeFile(
    path.join(folder.path, 'mapping.ts'),
    `import { allColumns, defineMapping } from 'pgfold'
export const mapping = defineMapping({
  name: 'shop', table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type', indexes: {} },
  entities: { ALBUM: { group: 'albums', from: 'album', key: { pk: 'ALBUM#{id}', sk: 'METADATA' }, attributes: { ...allColumns() } } },
})\n`,
  )
  await writeFile(
    path.join(folder.path, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        lib: ['es2024', 'esnext.disposable'],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ['node'],
        typeRoots: [path.join(root, 'node_modules/@types')],
      },
      include: ['mapping.ts'],
    }),
  )
  await run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', folder.path])
  const printed = await run(
    bin('pgfold'),
    ['table', 'create', '--mapping', 'mapping.ts', '--table', 'shop', '--print'],
    { cwd: folder.path },
  )
  expect(JSON.parse(printed.stdout)).toMatchObject({
    TableName: 'shop',
    KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk' }],
  })
}, 240_000)
