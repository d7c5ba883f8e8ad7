import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { ColumnHints } from './source-hints.ts'

/**
 * A key of an index has at most 2048 bytes, and a character up to 4: this leaves room for the texts around the value.
 */
const longestText = 400

/** Average bytes up to which text without a bound is taken to be a name, a mail address or the like. */
const shortAverage = 128

const short = new Set([
  'bool',
  'int2',
  'int4',
  'int8',
  'oid',
  'uuid',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'float4',
  'float8',
  'money',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'pg_lsn',
  'interval',
  'name',
])

/** Does every value fit into a key of an index? `likely`: there is no bound, and the statistics show short values. */
export function fitsIndexKey(type: PgType, hints: ColumnHints | undefined): 'always' | 'likely' | 'unknown' {
  const underlying = underlyingType(type)
  if (underlying.kind === 'enum') return 'always'
  if (underlying.kind !== 'base') return 'unknown'
  if (short.has(underlying.name)) return 'always'
  // atttypmod of varchar(n) and char(n) is n + 4.
  const isBounded = ['varchar', 'bpchar'].includes(underlying.name) && underlying.modifier >= 4
  if (isBounded && underlying.modifier - 4 <= longestText) return 'always'
  if (underlying.name === 'numeric' && underlying.modifier >= 4) return 'always'
  if (!['text', 'varchar', 'bpchar', 'citext'].includes(underlying.name)) return 'unknown'
  const average = hints?.averageBytes ?? null
  return average !== null && average <= shortAverage ? 'likely' : 'unknown'
}
