import { errorRegistry, type ErrorCode } from '../errors/error-registry.ts'
import type { Finding } from './finding.ts'

/** Collects what the checks find, so that one run reports every problem and not only the first. */
export class FindingList {
  readonly #findings: Finding[] = []

  error(code: ErrorCode, place: string, message: string, fix?: string): void {
    this.#findings.push({ severity: 'error', code, place, message, fix: fix ?? errorRegistry[code].fix })
  }

  warning(code: ErrorCode, place: string, message: string, fix?: string): void {
    this.#findings.push({ severity: 'warning', code, place, message, fix: fix ?? errorRegistry[code].fix })
  }

  get all(): readonly Finding[] {
    return this.#findings
  }

  get hasErrors(): boolean {
    return this.#findings.some((finding) => finding.severity === 'error')
  }
}
