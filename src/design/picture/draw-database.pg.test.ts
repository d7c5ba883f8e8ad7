import { expect, test } from 'vitest'
import { testDatabase } from '../../../servers/test-database.ts'
import { allColumns, count, gatherMaps, lookup, template } from '../../mapping/language/attributes.ts'
import { one, table, union } from '../../mapping/language/sources.ts'
import { defineMapping, type Mapping } from '../../mapping/define-mapping.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import { drawDatabase } from './draw-database.ts'
import { mermaidText } from './mermaid-text.ts'
import { pictureHtml } from './picture-html.ts'

const keys = {
  partitionKey: 'pk',
  sortKey: 'sk',
  entityType: 'type',
  indexes: {
    'type-index': { partitionKey: 'type', sortKey: 'sk' },
    'gsi1-index': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk', projection: 'keys' as const },
  },
}
const hostile = `x"]--><script>alert(1)</script><b title='`

const library = defineMapping({
  name: `shop <img src=x onerror=alert(1)> & "co"`,
  table: keys,
  entities: {
    USER: {
      group: 'people',
      from: 'users',
      key: { pk: 'USER#{id}', sk: 'METADATA' },
      indexes: { 'gsi1-index': { pk: 'MAIL#{email}', sk: 'USER' } },
      attributes: {
        ...allColumns(),
        orders: count('orders', { user_id: 'id' }),
        last: gatherMaps('orders', { number: 'id', words: 'note' }, { user_id: 'id' }),
      },
    },
    ORDER: {
      group: 'sales',
      from: 'orders',
      where: { note: 'plain' },
      key: { pk: 'USER#{user_id}', sk: 'ORDER#{id|pad:6}' },
      lookups: { user: one('users', { id: 'user_id' }) },
      attributes: { ...allColumns(), user_name: lookup('user.name'), label: template('{user.name} <i>') },
    },
    ODD: {
      group: hostile,
      from: table(hostile),
      key: { pk: 'ODD#{id}', sk: 'M' },
      attributes: { [hostile]: template('<script>{id}') },
    },
    SEEN: {
      group: 'people',
      from: union({
        users: { table: 'users', columns: { person: 'id' } },
        orders: { table: 'orders', columns: { person: 'user_id' } },
      }),
      key: { pk: 'SEEN#{person}', sk: 'M' },
    },
  },
})

const schema = `
  create table users (id int8 primary key, name text not null, email text, details jsonb);
  create table orders (id int8 primary key, user_id int8 not null, note text);
  create table "${hostile.replaceAll('"', '""')}" (id int8 primary key);
  insert into users values (17, 'Ann Secret', 'ann@secret.example', '{"Secretkey": ["Secretvalue"]}'), (18, 'Bob Secret', null, null);
  insert into orders select n, 17, 'plain' from generate_series(1, 9) n;
  insert into orders values (77, 17, 'Secret words');`

async function draw(url: string, mapping: Mapping, options: { readonly examples: number; readonly mask: boolean }) {
  return drawDatabase({ mapping, source: parseSourceUrl(url, {}), ...options }, new AbortController().signal)
}

test('tables, collections, indexes and example items, masked', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const { picture, warnings } = await draw(db.url, library, { examples: 2, mask: true })
  expect(warnings).toEqual([])
  expect(picture.collections.map(({ key, entities }) => [key, entities])).toEqual([
    ['USER#{id}', ['USER', 'ORDER']],
    ['ODD#{id}', ['ODD']],
    ['SEEN#{person}', ['SEEN']],
  ])
  expect(picture.indexes.map(({ name, entities }) => [name, entities.map(({ entity }) => entity)])).toEqual([
    ['type-index', ['USER', 'ORDER', 'ODD', 'SEEN']],
    ['gsi1-index', ['USER']],
  ])
  const [user, order, odd] = picture.entities
  expect(user?.attributes.map(({ name, type, origin, kind }) => [name, type, origin, kind])).toContainEqual([
    'orders',
    'N',
    'number of rows in orders',
    'counter',
  ])
  expect(order).toMatchObject({
    sources: ['orders'],
    related: ['users'],
    remarks: ['Rows where note = plain.', 'Look-up user: the row of users whose id is user_id.'],
  })
  expect(odd?.examples).toEqual([])
  expect(order?.examples).toEqual([
    [
      { name: 'pk', text: 'USER#17' },
      { name: 'sk', text: 'ORDER#000001' },
      { name: 'type', text: 'ORDER' },
      { name: 'id', text: '0' },
      { name: 'user_id', text: '00' },
      { name: 'note', text: '"xxxxx"' },
      { name: 'user_name', text: '"Xxx Xxxxxx"' },
      { name: 'label', text: '"Xxx Xxxxxx <x>"' },
    ],
    expect.any(Array),
  ])
  expect(user?.examples[0]).toContainEqual({ name: 'gsi1_pk', text: 'MAIL#xxx@xxxxxx.xxxxxxx' })
  expect(user?.examples[0]).toContainEqual({ name: 'details', text: '{ Xxxxxxxxx: ["Xxxxxxxxxxx"] }' })
  expect(user?.examples[0]).toContainEqual({
    name: 'last',
    text: '[{ number: 0, words: "xxxxx" }, { number: 0, words: "xxxxx" }, { number: 0, words: "xxxxx" }, … 10 in all]',
  })
  expect(JSON.stringify(picture)).not.toMatch(/secret/i)
})

test('unmasked, the values stand as they are', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const { picture } = await draw(db.url, library, { examples: 1, mask: false })
  expect(picture.entities[0]?.examples[0]).toContainEqual({ name: 'name', text: '"Ann Secret"' })
  expect(pictureHtml(picture, { masked: false })).toContain('real values')
})

test('the page and the chart escape everything and load nothing', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const { picture } = await draw(db.url, library, { examples: 2, mask: false })
  const html = pictureHtml(picture, { masked: false })
  expect(html).not.toMatch(/<script|<img|<b title|<i>|<[^>]*\s(src|on\w+)=|url\(|@import|https?:/)
  expect(html).toContain('&lt;script&gt;')
  expect([...html.matchAll(/\shref="([^"]*)"/g)].every(([, target]) => target?.startsWith('#entity-'))).toBe(true)
  expect(html.match(/<div/g)).toHaveLength(html.match(/<\/div>/g)?.length ?? 0)
  const chart = mermaidText(picture)
  expect(chart).not.toMatch(/script>|<(?!br\/>)/)
  for (const line of chart.trimEnd().split('\n'))
    expect(line).toMatch(
      /^(flowchart LR| {2}end| {2}subgraph \w+\["[^"]*"\]| {4}\w+\["[^"]*"\]| {2}\w+ (-->|-\.->) \w+)$/,
    )
})

test('without examples no data is read, and a table that may not be read is said', async () => {
  await using db = await testDatabase()
  await db.query(schema)
  const role = `reader_${db.name}`
  await db.query(`create role ${role} login password 'x'; grant select on users to ${role}`)
  try {
    const url = new URL(db.url)
    url.username = role
    url.password = 'x'
    expect((await draw(url.href, library, { examples: 0, mask: true })).warnings).toEqual([])
    const { picture, warnings } = await draw(url.href, library, { examples: 1, mask: true })
    expect(picture.entities.map(({ examples }) => examples.length)).toEqual([0, 0, 0, 0])
    expect(warnings).toHaveLength(4)
    expect(warnings[1]).toMatch(/no examples of ORDER: .*SOURCE_PERMISSION/)
  } finally {
    await db.query(`drop owned by ${role}; drop role ${role}`)
  }
})

test('a mapping that does not fit is refused with every reason', async () => {
  await using db = await testDatabase()
  const lost = draw(db.url, library, { examples: 0, mask: true })
  await expect(lost).rejects.toMatchObject({
    code: 'MAPPING_INVALID',
    detail: expect.stringContaining('MAPPING_UNKNOWN_TABLE'),
  })
})
