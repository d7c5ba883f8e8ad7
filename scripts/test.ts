import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { hasJava } from '../servers/dynamodb-emulator.ts'

/**
 * `npm test [-- filter …]`: all tiers on the embedded servers, then the end-to-end tier and the mutation harness
 * of the validation once more on AWS's own DynamoDB Local.
 * The second judge needs Java 17; where it is missing that is said loudly and counted as one skipped.
 */
const root = path.resolve(import.meta.dirname, '..')
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
const filters = process.argv.slice(2)

interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly status: number
}

function run(parameters: readonly string[], environment: NodeJS.ProcessEnv): Outcome {
  const child = spawnSync(process.execPath, [vitest, 'run', ...parameters], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  process.stdout.write(child.stdout)
  const lines = [...child.stdout.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)]
  const [, passed = '0', failed = '0', skipped = '0'] = lines.at(-1) ?? []
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped), status: child.status ?? 1 }
}

const outcomes = [run(filters, {})]
if (filters.length === 0) {
  if (hasJava()) {
    process.stdout.write('\nThe end-to-end tier and the mutation harness again, on DynamoDB Local\n')
    outcomes.push(run(['.e2e.test.ts', 'src/validate/mutations'], { PGFOLD_TEST_EMULATOR: 'dynamodb-local' }))
  } else {
    process.stdout.write(
      '\nSKIPPED: the end-to-end tier and the mutation harness on DynamoDB Local. There is no Java 17 on the PATH; install one to run it.\n',
    )
    outcomes.push({ passed: 0, failed: 0, skipped: 1, status: 0 })
  }
}

const sum = (key: 'passed' | 'failed' | 'skipped') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
// A run that ended badly without a failed test (a file that did not load, no test at all) is a failure too.
const broken = outcomes.filter((outcome) => outcome.status !== 0 && outcome.failed === 0).length
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed') + broken} failed, ${sum('skipped')} skipped\n`)
process.exitCode = sum('failed') + broken > 0 || sum('passed') === 0 ? 1 : 0
