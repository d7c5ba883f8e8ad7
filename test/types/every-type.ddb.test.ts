import { expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { containerSetup } from '../../src/codec/oracle-containers.fixture.ts'
import { codecFor } from '../../src/codec/registry.ts'
import { allColumns, column } from '../../src/mapping/language/attributes.ts'
import { sqlCondition } from '../../src/mapping/language/conditions.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import type { MappingDefinition } from '../../src/mapping/schema/mapping-schema.ts'
import { connectSource } from '../../src/postgres/connection/connect.ts'
import { readCatalog } from '../../src/postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { moveDatabase } from '../moved-database.ts'
import { everyType, furtherSetup, type TypeColumn } from './every-type.ts'

/** Generated values per type, beside the corpus; `PGFOLD_CASES` lengthens it. */
const cases = Number(process.env.PGFOLD_CASES ?? '3')
const seed = Number(process.env.PGFOLD_SEED ?? Math.floor(Math.random() * 2 ** 31))
const mostForms = 5
const never = new AbortController().signal

/** One row for each value, NULL in all other columns; then rows that are full from the first to the last column. */
async function fill(database: TestDatabase, types: readonly TypeColumn[]): Promise<number> {
  let rows = 0
  for (const { name, sql, inputs } of types) {
    const taken = await database.query<{ n: number }>(
      `WITH valid AS (INSERT INTO every_type (id, "${name}") SELECT ${rows} + row_number() OVER (), input::${sql}
        FROM (SELECT input FROM unnest($1::text[]) AS r(input) WHERE pg_input_is_valid(input, $2) OFFSET 0) v RETURNING 1) SELECT count(*)::int AS n FROM valid`,
      [inputs, sql],
    )
    expect(taken[0]?.n, sql).toBeGreaterThan(0)
    rows += taken[0]?.n ?? 0
  }
  const full = types.map(
    ({ name }) =>
      `(SELECT "${name}" FROM every_type WHERE num_nulls("${name}") = 0 AND octet_length("${name}"::text) < 1000 ORDER BY id OFFSET n LIMIT 1)`,
  )
  await database.query(`INSERT INTO every_type SELECT ${rows} + 1 + n, ${full.join(', ')} FROM generate_series(0, 9) n`)
  return rows + 10
}

async function catalogOf(url: string): Promise<Catalog> {
  await using client = await connectSource(parseSourceUrl(url, {}), { role: 'test', signal: never })
  return await readCatalog(client, never)
}

test(`a column of every type, in every form, PGFOLD_SEED=${seed}`, { timeout: 60_000 + cases * 2_000 }, async () => {
  await using database = await testDatabase()
  const types = everyType(seed, cases)
  await database.query(
    `${containerSetup} ${furtherSetup} SET TimeZone = 'UTC'; CREATE TABLE every_type (id int PRIMARY KEY, ${types.map(({ name, sql }) => `"${name}" ${sql}`).join(', ')})`,
  )
  const rows = await fill(database, types)

  const catalog = await catalogOf(database.url)
  const columns =
    catalog.tables.find(({ name }) => name === 'every_type')?.columns.filter(({ name }) => name !== 'id') ?? []
  expect(columns).toHaveLength(types.length)
  const formsOf = columns.map(({ name, type }) => ({ name, forms: codecFor(type).forms }))
  expect(Math.max(...formsOf.map(({ forms }) => forms.length))).toBe(mostForms)
  const allForms = formsOf.flatMap(({ name, forms }) =>
    forms.map((form) => ({ attribute: `${name} ${form}`, name, form })),
  )
  const inEveryForm = (policy: 'omit' | 'text') =>
    Object.fromEntries(
      allForms.map(({ attribute, name, form }) => [
        attribute,
        column(name, { as: form, onUnrepresentable: policy, onEmpty: policy === 'omit' ? 'null' : 'keep' }),
      ]),
    )

  type Entity = NonNullable<MappingDefinition['entities'][string]>
  const entity = (
    name: string,
    attributes: Entity['attributes'],
    where?: Entity['where'],
  ): readonly [string, Entity] => [
    name,
    { group: name, from: 'every_type', where, key: { pk: `${name}#{id}`, sk: 'METADATA' }, attributes },
  ]
  const inForm = (place: number): readonly [string, Entity] => {
    const names = formsOf.filter(({ forms }) => forms[place] !== undefined)
    const some = sqlCondition(`num_nonnulls(${names.map(({ name }) => `"${name}"`).join(', ')}) > 0`)
    return entity(
      `FORM${place}`,
      Object.fromEntries(names.map(({ name, forms }) => [name, column(name, { as: forms[place] })])),
      some,
    )
  }
  const mapping = defineMapping({
    name: 'every-type',
    table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
    entities: Object.fromEntries([
      entity('DEFAULT', { ...allColumns() }),
      ...Array.from({ length: mostForms - 1 }, (_, at) => inForm(at + 1)),
      entity('TEXT', inEveryForm('text')),
      entity('OMIT', inEveryForm('omit')),
      entity('NULLS', { ...allColumns({ onNull: 'null', onUnrepresentable: 'omit' }) }, sqlCondition('id % 50 = 0')),
    ]),
  })
  const { run, rejects } = await moveDatabase(database, mapping, { rowsPerChunk: 500 })
  expect(run.summary.entities.filter(({ read }) => read === rows).map(({ entity: name }) => name)).toEqual([
    'DEFAULT',
    'TEXT',
    'OMIT',
  ])
  // Under a policy only an item beyond 400 KB, or a document whose text form is, can still be refused.
  expect(
    rejects.filter(
      ({ entity: name, reason }) => ['TEXT', 'OMIT', 'NULLS'].includes(name) && reason.code !== 'VALUE_ITEM_TOO_LARGE',
    ),
  ).toEqual([])
  expect(new Set(rejects.map(({ reason }) => reason.code))).toEqual(
    new Set(['VALUE_NUMBER_OUT_OF_RANGE', 'VALUE_NOT_REPRESENTABLE', 'VALUE_TOO_DEEP']),
  )
})
