import type { ValidationReport } from './report-schema.ts'

export function reportHtml(report: ValidationReport): string {
  return `<!doctype html><title>${report.id}</title>`
}
