import { PgfoldError } from '../../errors/pgfold-error.ts'
import { describeSource, type SourceConfig } from './source-config.ts'

/**
 * A value that every PostgreSQL gives. What stands for a source or a moment has no default: two sources that both gave
 * nothing would pass for one.
 *
 * Throws CATALOG_UNREADABLE naming what the server did not give
 */
export function requiredValue(value: string | null | undefined, what: string, config: SourceConfig): string {
  if (value !== null && value !== undefined && value !== '') return value
  throw new PgfoldError('CATALOG_UNREADABLE', { detail: `${describeSource(config)}: the server gives no ${what}` })
}
