import { spawnSync } from 'node:child_process'
import { copyFile, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const script = 'scripts/print-node.fixture.ts'

/** What `with-node.mjs` says, and the path of the Node that it runs a script on; nothing of an outer npm is seen. */
function nodeFor(environment: Readonly<Record<string, string>>): {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
} {
  const { PATH = '', HOME = '' } = process.env
  return spawnSync(process.execPath, [path.join(root, 'scripts', 'with-node.mjs'), script], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH, HOME, ...environment },
  })
}

test('scripts run on the pinned Node, whatever Node npm runs on', async () => {
  const pinned = path.join(root, 'node_modules', 'node', 'bin', 'node')
  expect(await realpath(nodeFor({ npm_node_execpath: '/no/such/node' }).stdout)).toBe(await realpath(pinned))
})

test('with PGFOLD_NODE=current scripts run on the Node that npm runs on', async () => {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'pgfold-node-')))
  try {
    const another = path.join(folder, 'node')
    await copyFile(process.execPath, another)
    expect(nodeFor({ PGFOLD_NODE: 'current', npm_node_execpath: another })).toMatchObject({
      status: 0,
      stdout: another,
    })
    expect(nodeFor({ PGFOLD_NODE: 'current' })).toMatchObject({ status: 0, stdout: process.execPath })
    await writeFile(another, '#!/bin/sh\necho 20.19.0\n')
    expect(nodeFor({ PGFOLD_NODE: 'current', npm_node_execpath: another })).toMatchObject({
      status: 78,
      stdout: '',
      stderr: expect.stringContaining('Node 20.19.0 is too old'),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('any other value of PGFOLD_NODE is refused', () => {
  expect(nodeFor({ PGFOLD_NODE: 'newest' })).toMatchObject({
    status: 78,
    stdout: '',
    stderr: expect.stringContaining('PGFOLD_NODE is newest; it can be pinned or current.'),
  })
})
