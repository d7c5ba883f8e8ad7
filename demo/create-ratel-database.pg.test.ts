import { expect, test } from 'vitest'
import { testDatabase } from '../servers/test-database.ts'
import { createRatelDatabase } from './create-ratel-database.ts'

test.each(['fresh', 'aged'] as const)('a %s Ratel database has the nasty cases', async (age) => {
  await using database = await testDatabase()
  await createRatelDatabase((sql) => database.query(sql), { users: 200, age })
  const count = async (sql: string) =>
    Number((await database.query<{ count: string }>(`select count(*) from ${sql}`))[0]?.count)
  expect(await count('users')).toBe(206)
  expect(await count('(select 1 from feed_users group by feed_id, user_id having count(*) > 1) d')).toBeGreaterThan(0)
  expect(await count('feeds where feed_type in (2, 4) and parent_id is null')).toBe(2)
  expect(
    await count('feeds where feed_type in (2, 4) and not exists (select 1 from feeds p where p.id = feeds.parent_id)'),
  ).toBeGreaterThan(2)
  expect(await count('groups where permissions = -1')).toBeGreaterThan(0)
  expect((await count('users where username is null')) > 0).toBe(age === 'aged')
})

test('the same size gives the same rows', async () => {
  const digest = async () => {
    await using database = await testDatabase()
    await createRatelDatabase((sql) => database.query(sql), { users: 60, age: 'aged' })
    return await database.query(
      `select md5(string_agg(f::text, '' order by id)) as feeds, (select md5(string_agg(u::text, '' order by id)) from users u) as users from feeds f`,
    )
  }
  expect(await digest()).toEqual(await digest())
})
