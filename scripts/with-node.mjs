// Runs a TypeScript script of this project on the project's own Node 24, or with PGFOLD_NODE=current on the Node that
// runs npm, installing the dependencies first where they are missing or older than the lock file.
// Plain JavaScript on purpose: it must run on any Node from 20 on, before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { fileURLToPath, pathToFileURL } from 'node:url'
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
  // `npm ci` installs exactly what the lock file names. Errors only: the engine warning is about the Node that npm runs
  // on, and everything after this line runs on Node 24.
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

/**
 * The pinned Node, or the one at hand where it is asked for or install scripts are switched off, and it is new enough.
 */
function findNode() {
  const wanted = process.env.PGFOLD_NODE ?? 'pinned'
  if (wanted !== 'pinned' && wanted !== 'current')
    stop(`PGFOLD_NODE is ${wanted}; it can be pinned or current.`, 'unset it to run on the pinned Node 24.')
  const pinned = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (wanted === 'pinned' && existsSync(pinned)) return pinned
  // Within `npm run` the name "node" already means the pinned one (node_modules/.bin comes first); npm tells which Node
  // runs npm itself.
  const current = process.env.npm_node_execpath ?? process.execPath
  const version = versionOf(current)
  const [major, minor] = version.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return current
  if (wanted === 'current')
    stop(`PGFOLD_NODE is current and Node ${version} is too old.`, 'use Node 22.18 or newer, or unset PGFOLD_NODE.')
  stop(
    `the pinned Node 24 is not installed (npm ran without install scripts) and Node ${version} is too old.`,
    'run "npm rebuild node", or use Node 22.18 or newer.',
  )
}

function versionOf(executable) {
  return spawnSync(executable, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim()
}

function stop(problem, fix) {
  process.stderr.write(`pgfold: ${problem}\nFix: ${fix}\n`)
  process.exit(78)
}

const node = findNode()
const [script, ...rest] = process.argv.slice(2)
// Node 22 strips types but cannot read `using`: every process of the tests then needs the sources as the package has
// them.
const older = Number(/^\d+/.exec(versionOf(node))?.[0]) < 24
const lowering = `--import=${pathToFileURL(path.join(root, 'scripts', 'lower-sources.mjs')).href}`
const child = spawnSync(node, [path.join(root, script), ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    ...(older ? { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${lowering}`.trim() } : {}),
  },
})
process.exit(child.status ?? (child.signal === 'SIGINT' ? 130 : 1))
