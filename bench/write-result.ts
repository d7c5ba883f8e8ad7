import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import path from 'node:path'

/**
 * Prints a result and keeps it in `results/<name>.json` with what one must know to judge it: date, machine, load, Node,
 * commit.
 */
export async function writeResult(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  console.table(rows)
  const result = {
    bench: name,
    date: new Date().toISOString(),
    machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    loadAverage: loadavg().map((load) => Number(load.toFixed(1))),
    node: process.version,
    commit: commit(),
    ...settings,
    rows,
  }
  const folder = path.join(import.meta.dirname, 'results')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}

/** Three significant figures. */
export function round(value: number): number {
  return Number(value.toPrecision(3))
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
