import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** What one run of Vitest counted, and its exit code. */
export interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly status: number
}

/** A run that this machine cannot do: said loudly by whoever calls, and counted as one skipped. */
export const skippedRun: Outcome = { passed: 0, failed: 0, skipped: 1, status: 0 }

const root = path.resolve(import.meta.dirname, '..')
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')

/**
 * Runs the test files whose path contains one of the filters, but for those in `excluded`, shows the output and reads
 * its closing line.
 */
export function runVitest(
  filters: readonly string[],
  environment: NodeJS.ProcessEnv,
  excluded: readonly string[] = [],
): Outcome {
  const leftOut = excluded.flatMap((file) => ['--exclude', file])
  const child = spawnSync(process.execPath, [vitest, 'run', ...filters, ...leftOut], {
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

/** Prints the one line that a CI reads, `N passed, N failed, N skipped`, and sets the exit code. */
export function closeRuns(outcomes: readonly Outcome[]): void {
  const sum = (key: 'passed' | 'failed' | 'skipped') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  // A run that ended badly without a failed test (a file that did not load, no test at all) is a failure too.
  const broken = outcomes.filter((outcome) => outcome.status !== 0 && outcome.failed === 0).length
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed') + broken} failed, ${sum('skipped')} skipped\n`)
  process.exitCode = sum('failed') + broken > 0 || sum('passed') === 0 ? 1 : 0
}
