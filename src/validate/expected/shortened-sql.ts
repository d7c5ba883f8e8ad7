import { underlyingType, type PgType } from '../../catalog/pg-type.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'

/**
 * No item holds as much (409,600 bytes), so what is beyond need not travel: a value this long rejects its row as well.
 */
const shortBytes = 500_000

/**
 * From here on a text or a byte string is shortened: far enough above a whole item for a value at the limit to be left
 * alone.
 */
const longText = 1_000_000

/**
 * Where a policy compresses values, a row is rejected by what they were before (`gzipLimit`, 4,194,304 bytes of an item).
 */
const shortBeforeGzip = 4_300_000
const longBeforeGzip = 5_000_000

/** Documents shrink on their way into an item (blanks, names given twice), but not to a fortieth. */
const longDocument = 16 * 1024 * 1024

/** The strongest compression of a stored value is 255 times (LZ4): below this a document cannot be a long one. */
const storedDocument = 50_000

/**
 * The value as the proof reads it: what is far too long for any item comes as something that is a little too long, so
 * that a row of hundreds of megabytes costs no memory here. The lengths are asked of the stored value, which is not
 * read for it.
 */
export function shortenedSql(sql: string, type: PgType, isGzip: boolean): string {
  const [long, short] = isGzip ? [longBeforeGzip, shortBeforeGzip] : [longText, shortBytes]
  const base = underlyingType(type)
  if (base.kind !== 'base') return sql
  switch (base.name) {
    case 'text':
    case 'varchar':
      return `CASE WHEN octet_length(${sql}) > ${long} THEN left(${sql}, ${short}) ELSE ${sql} END`
    case 'bytea':
      return `CASE WHEN octet_length(${sql}) > ${long} THEN substring(${sql} FROM 1 FOR ${short}) ELSE ` + `${sql} END`
    case 'json':
    case 'jsonb':
      return (
        `CASE WHEN pg_column_size(${sql}) > ${storedDocument} AND octet_length(${sql}::text) > ${longDocument} ` +
        `THEN to_${base.name}(repeat('x', ${short})) ELSE ${sql} END`
      )
    default:
      return sql
  }
}

/**
 * Does an attribute hold the value whole? Then a value too long for an item rejects the row, whatever else is made of
 * it.
 */
export function isWholeAttribute(entity: ResolvedEntity, value: number): boolean {
  return entity.attributes.some((attribute) => attribute.kind === 'value' && attribute.value === value)
}
