// Runs a TypeScript script of this project on the project's own Node 24, installing
// the dependencies first where they are missing or older than the lock file.
// Plain JavaScript on purpose: it must run on any Node from 20 on, before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const stamp = path.join(root, 'node_modules', '.pgfold-install')
const lockHash = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex')

const installed = () => existsSync(stamp) && statSync(stamp).isFile() && readFileSync(stamp, 'utf8') === lockHash

if (!installed()) {
  process.stderr.write('pgfold: installing dependencies (npm ci)\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // `npm ci` installs exactly what the lock file names. Errors only: the engine warning is about the Node that npm runs on,
  // and everything after this line runs on Node 24.
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) {
    process.stderr.write('pgfold: npm ci failed, see above\n')
    process.exit(result.status ?? 1)
  }
  writeFileSync(stamp, lockHash)
}

/** The pinned Node, or this one where install scripts are switched off and it is new enough. */
function findNode() {
  const pinned = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(pinned)) return pinned
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  process.stderr.write(
    `pgfold: the pinned Node 24 is not installed (npm ran without install scripts) and Node ${process.versions.node} is too old.\n` +
      'Fix: run "npm rebuild node", or use Node 22.18 or newer.\n',
  )
  process.exit(78)
}

const node = findNode()
const [script, ...rest] = process.argv.slice(2)
const child = spawnSync(node, [path.join(root, script), ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` },
})
process.exit(child.status ?? (child.signal === 'SIGINT' ? 130 : 1))
