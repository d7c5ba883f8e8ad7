import { spawnSync } from 'node:child_process'
import path from 'node:path'

/**
 * `npm run check`: everything that must hold beside the tests. Each check is one line here; the last line counts them.
 */
const root = path.resolve(import.meta.dirname, '..')
const bin = (name: string, file: string) => path.join(root, 'node_modules', name, file)

const checks: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types', command: [bin('typescript', 'bin/tsc'), '--noEmit', '-p', '.'] },
  // These run in a browser in part; no other file may know its names.
  { name: 'types of the page tests', command: [bin('typescript', 'bin/tsc'), '--noEmit', '-p', 'test/pages'] },
  { name: 'lint', command: [bin('oxlint', 'bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'format', command: [bin('oxfmt', 'bin/oxfmt'), '--check'] },
  { name: 'rooms and imports', command: ['scripts/check-imports.ts'] },
  { name: 'dead code', command: [bin('knip', 'bin/knip.js')] },
  { name: 'code that only tests use', command: [bin('knip', 'bin/knip.js'), '--production', '--workspace', '.'] },
  { name: 'lock files', command: ['scripts/audit-lock.ts'] },
  { name: 'table definition in step', command: ['scripts/write-dynamodb-schema.ts', '--check'] },
  { name: 'docs in step', command: ['scripts/write-docs.ts', '--check'] },
  { name: 'build', command: ['scripts/build.ts'] },
  { name: 'speed', command: ['bench/gate.ts'] },
]

let failed = 0
for (const { name, command } of checks) {
  const started = Date.now()
  const result = spawnSync(process.execPath, [...command], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  const ok = result.status === 0
  if (!ok) {
    failed += 1
    process.stdout.write(`${result.stdout}${result.stderr}\n`)
  }
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`)
}
process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
