import type * as publicApi from '../src/index.ts'

/** The kinds of primary key that the ground is tried on. */
export const groundKeys = ['int8', 'uuid', 'text', 'composite'] as const
export type GroundKey = (typeof groundKeys)[number]

/** Tenants of the composite key; rows of a tenant lie scattered over the table, as they do where many tenants write. */
const tenants = 10

interface KeyShape {
  /** Names and types of the key's columns. */
  readonly columns: readonly (readonly [name: string, type: string])[]
  /** The values of the n-th row, an SQL list. */
  readonly values: (n: string) => string
}

const shapes: Readonly<Record<GroundKey, KeyShape>> = {
  int8: { columns: [['id', 'int8']], values: (n) => `(${n})::int8` },
  uuid: { columns: [['id', 'uuid']], values: (n) => `md5((${n})::text)::uuid` },
  text: { columns: [['id', 'text']], values: (n) => `'key ' || md5((${n})::text)` },
  composite: {
    columns: [
      ['tenant', 'int8'],
      ['id', 'int8'],
    ],
    values: (n) => `(${n}) % ${tenants}, (${n}) / ${tenants}`,
  },
}

/**
 * `posts`, about one `likes` a post by an indexed relation, and `people` by a look-up, a tenth as many; all three keyed
 * alike. Statements to be run one by one.
 */
export function groundSql(key: GroundKey, rows: number): readonly string[] {
  const { columns, values } = shapes[key]
  const people = Math.max(1, Math.floor(rows / 10))
  const own = columns.map(([name, type]) => `${name} ${type} NOT NULL`).join(', ')
  const primary = `PRIMARY KEY (${columns.map(([name]) => name).join(', ')})`
  // The tenant is the same on both sides of a reference.
  const reference = (name: string): string => `${name} ${columns.at(-1)?.[1] ?? ''} NOT NULL`
  const tenant = columns.length > 1 ? 'tenant int8 NOT NULL, ' : ''
  const valueOf = (n: string): string => (columns.length > 1 ? `(${n}) / ${tenants}` : values(n))
  const tenantOf = (n: string): string => (columns.length > 1 ? `(${n}) % ${tenants}, ` : '')
  // Numbers that name a person or a post of the same tenant.
  const person = `i % ${tenants} + ${tenants} * ((i / ${tenants}) * 7919 % ${Math.max(1, Math.floor(people / tenants))})`
  const post = `i % ${tenants} + ${tenants} * ((i / ${tenants}) * 7919 % ${Math.max(1, Math.floor(rows / tenants))})`
  return [
    'DROP TABLE IF EXISTS posts, likes, people',
    `CREATE UNLOGGED TABLE people (${own}, name text NOT NULL, ${primary})`,
    `CREATE UNLOGGED TABLE posts (${own}, ${reference('author')}, title text NOT NULL, ${primary})`,
    `CREATE UNLOGGED TABLE likes (${tenant}${reference('post')}, at int8 NOT NULL)`,
    `INSERT INTO people SELECT ${values('i')}, 'name ' || i FROM generate_series(0, ${people - 1}) i`,
    `INSERT INTO posts SELECT ${values('i')}, ${valueOf(person)}, repeat('t', 40) FROM generate_series(0, ${rows - 1}) i`,
    `INSERT INTO likes SELECT ${tenantOf('i')}${valueOf(post)}, i FROM generate_series(0, ${rows - 1}) i`,
    `CREATE INDEX ON likes (${columns.length > 1 ? 'tenant, ' : ''}post)`,
    'VACUUM ANALYZE posts',
    'VACUUM ANALYZE likes',
    'VACUUM ANALYZE people',
  ]
}

/** One entity, with a counter and a look-up. */
export function groundMapping(
  { allColumns, count, defineMapping, lookup, one }: typeof publicApi,
  key: GroundKey,
): publicApi.Mapping {
  const composite = key === 'composite'
  return defineMapping({
    name: 'ground',
    table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
    entities: {
      POST: {
        group: 'posts',
        from: 'posts',
        key: composite ? { pk: 'TENANT#{tenant}', sk: 'POST#{id}' } : { pk: 'POST#{id}', sk: 'METADATA' },
        lookups: { author: one('people', composite ? { tenant: 'tenant', id: 'author' } : { id: 'author' }) },
        attributes: {
          ...allColumns(),
          author_name: lookup('author.name'),
          likes: count('likes', composite ? { tenant: 'tenant', post: 'id' } : { post: 'id' }),
        },
      },
    },
  })
}
