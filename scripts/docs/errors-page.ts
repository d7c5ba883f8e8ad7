import type { ErrorEntry } from '../../src/errors/error-entry.ts'
import { errorRegistry } from '../../src/errors/error-registry.ts'

/** Every error code, from the registry. */
export function errorsPage(): string {
  const lines = [
    '# Errors',
    '',
    'Every code that pgfold reports. `pgfold explain <CODE>` prints the same. Class: `retry` is tried again, `reject` sets',
    'one row aside and the run goes on, `note` is listed and the command goes on, `stop` ends the run. This page is written',
    'by `scripts/write-docs.ts` from `src/errors/areas/`.',
    '',
  ]
  const entries: [string, ErrorEntry][] = Object.entries(errorRegistry)
  for (const [code, entry] of entries.toSorted(([a], [b]) => a.localeCompare(b, 'en'))) {
    lines.push(
      `## ${code}`,
      '',
      `${entry.title[0]?.toUpperCase()}${entry.title.slice(1)}. Exit code ${entry.exit}, class \`${entry.retry}\`.`,
      '',
      entry.why,
      '',
      `**Fix:** ${entry.fix}`,
      '',
    )
  }
  return lines.join('\n')
}
