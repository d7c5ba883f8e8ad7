import { expect, test } from 'vitest'
import { serverMajor } from '../../servers/server-major.ts'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { column } from '../../src/mapping/language/attributes.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { moveDatabase, type ItemOf } from '../moved-database.ts'
import { extremeValues, unfitValues, userTypes } from './extreme-values.ts'

const table = { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' } as const

/** The values that the server of this database has: some came with a later PostgreSQL. */
async function knownTo<T extends { readonly since?: number }>(
  database: TestDatabase,
  cells: readonly T[],
): Promise<readonly T[]> {
  const major = await serverMajor(database)
  return cells.filter(({ since = 0 }) => since <= major)
}

async function createCells(
  database: TestDatabase,
  cells: readonly { readonly sql: string; readonly input: string }[],
  eachInItsOwnRow: boolean,
): Promise<void> {
  await database.query(
    `${userTypes} CREATE TABLE cells (id int PRIMARY KEY, ${cells.map(({ sql }, at) => `v${at} ${sql}`).join(', ')})`,
  )
  await database.query("SET TimeZone = 'UTC'; SET lc_monetary = 'C'")
  const rows = eachInItsOwnRow ? cells.map((_cell, at) => [at]) : [cells.map((_cell, at) => at)]
  for (const [id, columns] of rows.entries()) {
    const values = columns.map((at, place) => `($${place + 1}::text)::${cells[at]?.sql ?? ''}`)
    await database.query(
      `INSERT INTO cells (id, ${columns.map((at) => `v${at}`).join(', ')}) VALUES (${[id, ...values].join(', ')})`,
      columns.map((at) => cells[at]?.input),
    )
  }
}

/** Sets have no order, and bytes come as another class than they went. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner: unknown) => {
      if (inner instanceof Uint8Array) return Buffer.from(inner).toString('hex')
      return (name === 'SS' || name === 'NS' || name === 'BS') && Array.isArray(inner)
        ? inner
            .map((member: unknown) => (member instanceof Uint8Array ? Buffer.from(member).toString('hex') : member))
            .toSorted()
        : inner
    }),
  )
}

test(`${extremeValues.length} extreme values become what a hand has written down`, async () => {
  await using database = await testDatabase()
  const values = await knownTo(database, extremeValues)
  await createCells(database, values, false)
  const attributes = Object.fromEntries(values.map(({ as }, at) => [`v${at}`, column(`v${at}`, { as })]))
  const mapping = defineMapping({
    name: 'extremes',
    table,
    entities: { CELLS: { group: 'cells', from: 'cells', key: { pk: 'CELLS#{id}', sk: 'METADATA' }, attributes } },
  })
  const { items } = await moveDatabase(database, mapping)
  const item = items[0] ?? {}
  expect(Object.keys(item)).toHaveLength(values.length + 3)
  expect(values.map(({ sql, input, as }, at) => [sql, input, as, plain(item[`v${at}`])])).toEqual(
    values.map(({ sql, input, as, gives }) => [sql, input, as, plain(gives)]),
  )
})

test('what a form cannot hold is rejected by code, left out or kept as text, as the mapping says', async () => {
  await using database = await testDatabase()
  const values = await knownTo(database, unfitValues)
  await createCells(database, values, true)
  const entity = (name: string, onUnrepresentable: 'reject' | 'omit' | 'text') => ({
    group: name,
    from: 'cells',
    key: { pk: `${name}#{id}`, sk: 'METADATA' },
    attributes: Object.fromEntries(values.map(({ as }, at) => [`v${at}`, column(`v${at}`, { as, onUnrepresentable })])),
  })
  const mapping = defineMapping({
    name: 'unfit',
    table,
    entities: { REJECT: entity('REJECT', 'reject'), OMIT: entity('OMIT', 'omit'), TEXT: entity('TEXT', 'text') },
  })
  const { items, rejects } = await moveDatabase(database, mapping, { rowsPerChunk: 7 })

  const byId = new Map(rejects.map(({ source_key: key, reason }) => [key.id, reason.code]))
  expect(values.map(({ sql, input }, at) => [sql, input, byId.get(String(at))])).toEqual(
    values.map(({ sql, input, code }) => [sql, input, code]),
  )
  expect(new Set(rejects.map(({ entity: name }) => name))).toEqual(new Set(['REJECT']))
  const found = new Map(items.map((item): [string | undefined, ItemOf] => [item.pk?.S, item]))
  for (const at of values.keys())
    expect(Object.keys(found.get(`OMIT#${at}`) ?? {}).toSorted()).toEqual(['pk', 'sk', 'type'])
  expect(values.map(({ sql, input }, at) => [sql, input, found.get(`TEXT#${at}`)?.[`v${at}`]])).toEqual(
    values.map(({ sql, input, text }) => [sql, input, { S: text }]),
  )
})
