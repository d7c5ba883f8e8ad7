import type { Catalog } from '../../catalog/catalog.ts'
import { baseType, type PgType } from '../../catalog/pg-type.ts'

/** Fixed OIDs of pg_type.dat: type, then its array type. */
const builtIn: Readonly<Record<string, readonly [oid: number, arrayOid: number]>> = {
  bool: [16, 1000],
  bytea: [17, 1001],
  name: [19, 1003],
  int8: [20, 1016],
  int2: [21, 1005],
  int4: [23, 1007],
  text: [25, 1009],
  oid: [26, 1028],
  json: [114, 199],
  xml: [142, 143],
  cidr: [650, 651],
  float4: [700, 1021],
  float8: [701, 1022],
  money: [790, 791],
  macaddr: [829, 1040],
  inet: [869, 1041],
  bpchar: [1042, 1014],
  varchar: [1043, 1015],
  date: [1082, 1182],
  time: [1083, 1183],
  timestamp: [1114, 1115],
  timestamptz: [1184, 1185],
  interval: [1186, 1187],
  timetz: [1266, 1270],
  bit: [1560, 1561],
  varbit: [1562, 1563],
  numeric: [1700, 1231],
  uuid: [2950, 2951],
  pg_lsn: [3220, 3221],
  jsonb: [3802, 3807],
}

/** The names of the SQL standard for the names in pg_type. */
const standardNames: Readonly<Record<string, string>> = {
  smallint: 'int2',
  integer: 'int4',
  int: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  boolean: 'bool',
  decimal: 'numeric',
  'character varying': 'varchar',
  character: 'bpchar',
  char: 'bpchar',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz',
  'time without time zone': 'time',
  'bit varying': 'varbit',
}

export const declarableTypes: readonly string[] = Object.keys(builtIn)

/**
 * A type by the name that a mapping gives: built in, or used by some column of the database. `[]` makes the array of
 * it.
 */
export function declaredType(name: string, catalog: Catalog): PgType | null {
  if (name.endsWith('[]')) {
    const element = declaredType(name.slice(0, -2), catalog)
    return element === null || element.kind === 'array' ? null : arrayOf(element)
  }
  const known = Object.hasOwn(standardNames, name) ? (standardNames[name] ?? name) : name
  const oids = Object.hasOwn(builtIn, known) ? builtIn[known] : undefined
  if (oids !== undefined) return baseType(known, oids[0])
  for (const table of catalog.tables) {
    const column = table.columns.find((candidate) => candidate.type.name === name)
    if (column !== undefined) return column.type
  }
  return null
}

/**
 * The array type over an element; OID 0 where it is not one of the fixed ones (the wire format names the element's own
 * OID).
 */
export function arrayOf(element: PgType): PgType {
  const oids = element.kind === 'base' && Object.hasOwn(builtIn, element.name) ? builtIn[element.name] : undefined
  return { kind: 'array', oid: oids?.[1] ?? 0, name: `_${element.name}`, element }
}
