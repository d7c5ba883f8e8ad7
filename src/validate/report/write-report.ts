import { join } from 'node:path'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { nodeFiles } from '../../ledger/durable-files.ts'
import { codeOf } from '../../ledger/file-error.ts'
import { visibleLines } from '../../visible-text.ts'
import { reportHtml } from './report-html.ts'
import { reportSchema, type ValidationReport } from './report-schema.ts'

export function reportPath(directory: string, id: string): string {
  return join(directory, `validation_report_${id.replace(/^validation_/, '')}.json`)
}

function pageBeside(path: string): string {
  return `${path.replace(/\.json$/, '')}.html`
}

/**
 * Finds out before the work whether these files can be written after it; a null is none. Throws
 * VALIDATE_REPORT_NOT_WRITTEN.
 */
export async function probeReport(path: string, html: boolean, stateFile: string | null): Promise<void> {
  for (const file of [path, html ? pageBeside(path) : null, stateFile]) {
    if (file === null) continue
    try {
      await nodeFiles.probe(file)
    } catch (cause) {
      throw notWritten(file, cause)
    }
  }
}

/**
 * Writes the report, and the page beside it, readable for the owner alone: it names keys of the source. Throws
 * VALIDATE_REPORT_NOT_WRITTEN.
 */
export async function writeReport(
  report: ValidationReport,
  path: string,
  /** For the page beside the report; null: none is wanted. */
  page: { readonly flags: string } | null,
): Promise<{ readonly reportFile: string; readonly htmlFile: string | null }> {
  // Parsed on the way out: what is written is what the schema says.
  const checked = reportSchema.parse(report)
  const htmlFile = page !== null ? pageBeside(path) : null
  try {
    await nodeFiles.replace(path, Buffer.from(`${visibleLines(JSON.stringify(checked, null, 2))}\n`))
    if (page !== null && htmlFile !== null)
      await nodeFiles.replace(htmlFile, Buffer.from(reportHtml(checked, { reportFile: path, flags: page.flags })))
  } catch (cause) {
    throw notWritten(path, cause)
  }
  return { reportFile: path, htmlFile }
}

function notWritten(place: string, cause: unknown): PgfoldError {
  return new PgfoldError('VALIDATE_REPORT_NOT_WRITTEN', { place, detail: codeOf(cause) ?? 'unknown error', cause })
}

/** Throws VALIDATE_REPORT_UNREADABLE. */
export async function readReport(path: string): Promise<ValidationReport> {
  try {
    return reportSchema.parse(JSON.parse((await nodeFiles.read(path)).content.toString('utf8')))
  } catch (cause) {
    throw new PgfoldError('VALIDATE_REPORT_UNREADABLE', {
      place: path,
      detail: codeOf(cause) ?? 'it is not a report of this version',
      cause,
    })
  }
}
