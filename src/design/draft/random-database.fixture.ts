import fc from 'fast-check'
import type { Catalog, CatalogTable, ForeignKey } from '../../catalog/catalog.ts'
import { baseType, type PgType } from '../../catalog/pg-type.ts'
import type { SourceHints, TableHints } from '../inspect/source-hints.ts'
import { tableId } from '../inspect/source-hints.ts'

/** Databases that nobody would build and PostgreSQL would take: every kind of name, type, key and foreign key. */

const keyTypes: readonly PgType[] = [
  baseType('int2', 21),
  baseType('int4', 23),
  baseType('int8', 20),
  baseType('text', 25),
  baseType('varchar', 1043, 44),
  baseType('uuid', 2950),
  baseType('bpchar', 1042, 12),
  baseType('citext', 16_500),
  baseType('numeric', 1700),
  baseType('numeric', 1700, ((10 << 16) | 2) + 4),
  baseType('bool', 16),
  baseType('timestamptz', 1184),
  baseType('date', 1082),
  baseType('bytea', 17),
  baseType('float8', 701),
  baseType('interval', 1186),
  baseType('inet', 869),
  { kind: 'enum', oid: 17_000, name: 'mood', labels: ['a#b', 'happy', ''] },
  { kind: 'domain', oid: 17_001, name: 'handle', base: baseType('text', 25) },
  { kind: 'array', oid: 1009, name: '_text', element: baseType('text', 25) },
  { kind: 'range', oid: 3904, name: 'int4range', subtype: baseType('int4', 23) },
  {
    kind: 'composite',
    oid: 17_002,
    name: 'pair',
    fields: [
      { name: 'x', type: baseType('int4', 23) },
      { name: 'type', type: baseType('text', 25) },
    ],
  },
]
const plainTypes: readonly PgType[] = [
  ...keyTypes,
  baseType('json', 114),
  baseType('jsonb', 3802),
  baseType('xml', 142),
  baseType('money', 790),
  baseType('point', 600),
  baseType('tsvector', 3614),
  baseType('geometry', 18_000),
  { kind: 'array', oid: 199, name: '_json', element: baseType('json', 114) },
  { kind: 'multirange', oid: 4451, name: 'int4multirange', subtype: baseType('int4', 23) },
]

const names = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'id',
      'name',
      'title',
      'email',
      'first_name',
      'last_name',
      'user_id',
      'parent_id',
      'created_at',
      'code',
      'users',
      'user',
      'orders',
      'Order',
      'order_items',
      'order_item',
      'categories',
      'people',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'pk',
      'sk',
      'type',
      'entity_type',
      'gsi1_pk',
      'gsi1_sk',
      '_gsi1_pk',
      'METADATA',
      'metadata',
      'select',
      'all',
      'count',
      'constructor',
      'toString',
      '1',
      '...',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '__proto__',
      'a.b',
      '{x}',
      'x|pad:3',
      '#',
      'Odd "Name"',
      "it's",
      'new\nline',
      '\u2028',
      '*/',
      '\\',
      '`${1}`',
      '😀',
      'ÄÖÜ',
      'ß',
      '-',
      ' ',
      'x'.repeat(63),
      '{{',
      'a#b',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
      .filter((text) => !text.includes('\0') && text.isWellFormed()),
  },
)

interface TableSeed {
  readonly schema: string
  readonly name: string
  readonly kind: CatalogTable['kind']
  readonly columns: readonly {
    readonly name: string
    readonly type: PgType
    readonly nullable: boolean
    readonly generated: boolean
  }[]
  readonly primary: number
  readonly uniques: readonly { readonly at: number; readonly length: number }[]
  readonly indexes: readonly { readonly at: number; readonly length: number }[]
  readonly rowSecurity: boolean
  readonly rows: number
  readonly references: readonly {
    readonly table: number
    readonly key: number
    readonly prefix: boolean
    readonly required: boolean
    readonly reuse: boolean
  }[]
}

const tableSeed: fc.Arbitrary<TableSeed> = fc.record({
  schema: fc.constantFrom('public', 'public', 'public', 'sales', 'My Schema', 'dot.ted', 'PUBLIC'),
  name: names,
  kind: fc.constantFrom('table', 'table', 'table', 'table', 'table', 'partitioned', 'view', 'foreign'),
  columns: fc.uniqueArray(
    fc.record({ name: names, type: fc.constantFrom(...plainTypes), nullable: fc.boolean(), generated: fc.boolean() }),
    { minLength: 1, maxLength: 7, selector: (column) => column.name },
  ),
  primary: fc.integer({ min: 0, max: 3 }),
  uniques: fc.array(fc.record({ at: fc.nat(6), length: fc.integer({ min: 1, max: 2 }) }), { maxLength: 2 }),
  indexes: fc.array(fc.record({ at: fc.nat(6), length: fc.integer({ min: 1, max: 2 }) }), { maxLength: 3 }),
  rowSecurity: fc.integer({ min: 0, max: 19 }).map((number) => number === 0),
  rows: fc.constantFrom(-1, 0, 5, 900, 100_000, 50_000_000),
  references: fc.array(
    fc.record({ table: fc.nat(8), key: fc.nat(2), prefix: fc.boolean(), required: fc.boolean(), reuse: fc.boolean() }),
    { maxLength: 4 },
  ),
})

export interface RandomDatabase {
  readonly catalog: Catalog
  readonly hints: SourceHints
}

export const randomDatabase: fc.Arbitrary<RandomDatabase> = fc
  .record({
    name: names,
    seeds: fc.uniqueArray(tableSeed, {
      minLength: 1,
      maxLength: 8,
      selector: (seed) => JSON.stringify([seed.schema, seed.name]),
    }),
    luck: fc.array(fc.nat(99), { minLength: 8, maxLength: 8 }),
  })
  .map(({ name, seeds, luck }) => {
    const tables = linked(seeds.map(tableOf), seeds)
    return { catalog: { database: name, serverVersion: 180_000, tables }, hints: hintsFor(tables, luck) }
  })

type Column = CatalogTable['columns'][number]

function isKeyable(column: Column): boolean {
  return keyTypes.includes(column.type)
}

function tableOf(seed: TableSeed): CatalogTable {
  const keyable = seed.columns.filter((column) => keyTypes.includes(column.type)).map((column) => column.name)
  const isView = seed.kind === 'view' || seed.kind === 'foreign'
  const primaryKey = isView ? [] : keyable.slice(0, seed.primary)
  const pick = ({ at, length }: { readonly at: number; readonly length: number }): readonly string[] =>
    keyable.slice(at, at + length)
  const uniques = isView ? [] : seed.uniques.map(pick).filter((columns) => columns.length > 0)
  const indexes = isView ? [] : seed.indexes.map(pick).filter((columns) => columns.length > 0)
  const keys = [...(primaryKey.length > 0 ? [primaryKey] : []), ...uniques]
  return {
    schema: seed.schema,
    name: seed.name,
    kind: seed.kind,
    estimatedRows: seed.rows,
    totalBytes: 0,
    rowSecurity: seed.rowSecurity && !isView,
    columns: seed.columns.map((column, place) => ({
      ...column,
      position: place + 1,
      nullable: column.nullable && !primaryKey.includes(column.name),
    })),
    primaryKey,
    uniqueKeys: keys.map((columns, place) => ({ name: `key_${place}`, columns })),
    indexes: [
      ...keys.map((columns) => ({ columns, unique: true })),
      ...indexes.map((columns) => ({ columns, unique: false })),
    ].map(({ columns, unique }, place) => ({
      name: `index_${place}`,
      columns,
      unique,
      partial: place % 5 === 4,
    })),
    foreignKeys: [],
  }
}

/** Adds foreign keys, with columns of their own or, as `reuse` says, over columns that are there with the same type. */
function linked(tables: readonly CatalogTable[], seeds: readonly TableSeed[]): readonly CatalogTable[] {
  return tables.map((table, place) => {
    if (table.kind === 'view' || table.kind === 'foreign') return table
    const columns: Column[] = [...table.columns]
    const foreignKeys: ForeignKey[] = []
    const key: string[] = [...table.primaryKey]
    for (const [number, reference] of (seeds[place]?.references ?? []).entries()) {
      const parent = tables[reference.table % tables.length]
      const target = parent?.uniqueKeys[reference.key % Math.max(1, parent.uniqueKeys.length)]
      if (parent === undefined || target === undefined) continue
      const own = target.columns.map((name, at) => {
        const type = parent.columns.find((column) => column.name === name)?.type ?? baseType('int4', 23)
        const there = columns.find(
          (column) =>
            reference.reuse &&
            column.type === type &&
            isKeyable(column) &&
            !foreignKeys.some((other) => other.columns.includes(column.name)),
        )
        if (there !== undefined) return there.name
        const fresh = freshName(
          columns,
          `${[...parent.name].slice(0, 20).join('')}_${[...name].slice(0, 20).join('')}_${number}${at}`,
        )
        columns.push({
          name: fresh,
          position: columns.length + 1,
          type,
          nullable: !reference.required,
          generated: false,
        })
        return fresh
      })
      if (new Set(own).size < own.length) continue
      foreignKeys.push({
        name: `fk_${number}`,
        columns: own,
        references: { schema: parent.schema, table: parent.name, columns: target.columns },
      })
      if (reference.prefix && table.primaryKey.length > 0) key.push(...own.filter((name) => !key.includes(name)))
    }
    const inKey = columns.map((column) => (key.includes(column.name) ? { ...column, nullable: false } : column))
    const uniqueKeys =
      key.length > table.primaryKey.length
        ? [{ name: 'key_0', columns: key }, ...table.uniqueKeys.slice(1)]
        : table.uniqueKeys
    const indexed = foreignKeys
      .filter((_, at) => at % 2 === 0)
      .map((foreignKey, at) => ({ name: `fk_index_${at}`, columns: foreignKey.columns, unique: false, partial: false }))
    return {
      ...table,
      columns: inKey,
      primaryKey: table.primaryKey.length > 0 ? key : [],
      uniqueKeys,
      indexes: [...table.indexes, ...indexed],
      foreignKeys,
    }
  })
}

function freshName(columns: readonly Column[], wanted: string): string {
  let name = wanted
  while (columns.some((column) => column.name === name)) name += '_'
  return name
}

function hintsFor(tables: readonly CatalogTable[], luck: readonly number[]): SourceHints {
  const entries = tables.map((table, place): [string, TableHints] => {
    const chance = luck[place % luck.length] ?? 0
    return [
      tableId(table),
      {
        readable: chance % 20 !== 1,
        partitions: table.kind === 'partitioned' ? 3 : 0,
        children: chance % 20 === 2 ? ['public.child'] : [],
        extension: chance % 20 === 3 ? 'postgis' : null,
        cascades: new Set(
          table.foreignKeys.filter((_, at) => (chance + at) % 2 === 0).map((foreignKey) => foreignKey.name),
        ),
        columns: new Map(
          table.columns.map((column, at) => [
            column.name,
            {
              distinct: chance % 3 === 0 ? null : chance * at,
              averageBytes: chance % 4 === 0 ? null : chance * 3,
              nonNegative: (chance + at) % 2 === 0,
            },
          ]),
        ),
        equality: new Map(
          table.columns.filter((_, at) => (chance + at) % 4 === 0).map((column, at) => [column.name, 100 * (at + 1)]),
        ),
      },
    ]
  })
  return { tables: new Map(entries), statements: (luck[0] ?? 0) % 2 === 0 ? 'read' : 'not installed' }
}
