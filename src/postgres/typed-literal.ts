import { firstUserOid, underlyingType, type PgType } from '../catalog/pg-type.ts'
import { quoteIdentifier, quoteLiteral } from './quote.ts'

/**
 * A value in PostgreSQL's own text as a literal of its type. Built-in types are named, so that a bound of an int8
 * column may also be compared with an int4 column without being read as int4. Others (enums, extensions) stay untyped:
 * PostgreSQL gives such a literal the type of the column beside it, in whatever schema that type lives.
 */
export function typedLiteral(text: string, type: PgType): string {
  const base = underlyingType(type)
  return base.kind === 'base' && base.oid > 0 && base.oid < firstUserOid
    ? `${quoteLiteral(text)}::pg_catalog.${quoteIdentifier(base.name)}`
    : quoteLiteral(text)
}
