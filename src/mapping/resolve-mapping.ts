import type { Catalog } from '../catalog/catalog.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { checkMapping } from './check-mapping.ts'
import type { Mapping } from './define-mapping.ts'
import type { Finding } from './finding.ts'
import type { ResolvedMapping } from './resolved.ts'

/**
 * The mapping ready to run, with remarks. Throws MAPPING_INVALID whose detail lists every error with its place and what
 * to do.
 */
export function resolveMapping(
  mapping: Mapping,
  catalog: Catalog,
): { readonly mapping: ResolvedMapping; readonly warnings: readonly Finding[] } {
  const { resolved, findings } = checkMapping(mapping, catalog)
  const errors = findings.filter((finding) => finding.severity === 'error')
  if (resolved === null || errors.length > 0) {
    throw new PgfoldError('MAPPING_INVALID', { place: errors[0]?.place, detail: errors.map(describe) })
  }
  return { mapping: resolved, warnings: findings.filter((finding) => finding.severity !== 'error') }
}

function describe(finding: Finding): string {
  return `${finding.code} at ${finding.place}: ${finding.message}. ${finding.fix}`
}
