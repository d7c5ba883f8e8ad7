import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { errorRegistry } from '../src/errors/registry.ts'
import type { ErrorEntry } from '../src/errors/error-entry.ts'

/**
 * Writes the pages of docs/ that are derived from the code; `--check` fails where a page on disk differs, so that no page can fall behind.
 */
const root = path.resolve(import.meta.dirname, '..')

function errorsPage(): string {
  const lines = [
    '# Errors', '',
    'Every code that pgfold reports. `pgfold explain <CODE>` prints the same. Class: `retry` is tried again, `reject` sets one row aside and the',
    'run goes on, `stop` ends the run. This page is written by `scripts/write-docs.ts` from `src/errors/areas/`.', '',
  ]
  const entries: [string, ErrorEntry][] = Object.entries(errorRegistry)
  for (const [code, entry] of entries.toSorted(([a], [b]) => a.localeCompare(b, 'en'))) {
    lines.push(`## ${code}`, '', `${entry.title[0]?.toUpperCase()}${entry.title.slice(1)}. Exit status ${entry.exit}, class \`${entry.retry}\`.`, '', entry.why, '', `**Fix:** ${entry.fix}`, '')
  }
  return lines.join('\n')
}

const pages: Readonly<Record<string, () => string>> = { 'docs/errors.md': errorsPage }

let behind = 0
for (const [page, make] of Object.entries(pages)) {
  const file = path.join(root, page)
  const text = make()
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
      behind += 1
      process.stdout.write(`${page} is behind the code. Fix: node scripts/write-docs.ts\n`)
    }
  } else {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}
process.exitCode = behind === 0 ? 0 : 1
