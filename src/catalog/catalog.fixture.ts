import type { Catalog, CatalogTable } from './catalog.ts'
import { baseType, type PgType } from './pg-type.ts'

const oids: Readonly<Record<string, number>> = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  json: 114,
  float8: 701,
  varchar: 1043,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
  citext: 16_500,
}

export interface TableFixture {
  /** Type names as in pg_type, `!` at the end for NOT NULL, or a whole type. */
  readonly columns: Readonly<Record<string, string | PgType>>
  readonly primaryKey?: readonly string[]
  readonly uniqueKeys?: readonly (readonly string[])[]
  readonly indexes?: readonly (readonly string[])[]
  readonly kind?: CatalogTable['kind']
  readonly schema?: string
  readonly rowSecurity?: boolean
}

/** A catalog made by hand: `catalogOf({ users: { columns: { id: 'int8!', name: 'text' }, primaryKey: ['id'] } })`. */
export function catalogOf(tables: Readonly<Record<string, TableFixture>>): Catalog {
  return {
    database: 'fixture',
    serverVersion: 180_000,
    tables: Object.entries(tables).map(([name, table]) => tableOf(name, table)),
  }
}

function tableOf(name: string, table: TableFixture): CatalogTable {
  const primaryKey = table.primaryKey ?? []
  const uniqueKeys = [...(primaryKey.length > 0 ? [primaryKey] : []), ...(table.uniqueKeys ?? [])]
  const indexes = [
    ...uniqueKeys.map((columns) => ({ columns, unique: true })),
    ...(table.indexes ?? []).map((columns) => ({ columns, unique: false })),
  ]
  return {
    schema: table.schema ?? 'public',
    name,
    kind: table.kind ?? 'table',
    estimatedRows: -1,
    totalBytes: 0,
    rowSecurity: table.rowSecurity ?? false,
    columns: Object.entries(table.columns).map(([column, type], position) => ({
      name: column,
      position: position + 1,
      type: typeof type === 'string' ? typeOf(type.replace('!', '')) : type,
      nullable: !(typeof type === 'string' && type.endsWith('!')) && !primaryKey.includes(column),
      generated: false,
    })),
    primaryKey,
    uniqueKeys: uniqueKeys.map((columns, index) => ({ name: `${name}_key_${index}`, columns })),
    indexes: indexes.map(({ columns, unique }, index) => ({
      name: `${name}_index_${index}`,
      columns,
      unique,
      partial: false,
    })),
    foreignKeys: [],
  }
}

function typeOf(name: string): PgType {
  const oid = oids[name]
  if (oid === undefined) throw new Error(`no type "${name}" in the fixture`)
  return baseType(name, oid)
}
