import { expect, test } from 'vitest'
import { catalogOf } from '../../catalog/catalog.fixture.ts'
import { equalityColumns } from './equality-columns.ts'

const catalog = catalogOf({
  users: { columns: { id: 'int8!', email: 'text!', name: 'text' }, primaryKey: ['id'] },
  orders: { columns: { id: 'int8!', user_id: 'int8', Status: 'text' }, primaryKey: ['id'] },
  Odd: { schema: 'app', columns: { 'my col': 'text' } },
})

test.each([
  ['SELECT * FROM users WHERE email = $1', ['users.email']],
  ['select u.name from public.users as u where u.email=$1 and u.name <> $2', ['users.email']],
  [
    'select o.id from orders o join users u on u.id = o.user_id where o.user_id = $1 and u.email = any($2)',
    ['orders.user_id', 'users.email'],
  ],
  ['select 1 from orders, users u where u.id IN ($1, $2) and user_id = $3', ['users.id', 'orders.user_id']],
  ['select * from orders where "Status" = $1', ['orders.Status']],
  ['select * from orders where status = $1', []],
  ['select * from app."Odd" where "my col" = $1 -- and name = $2', ['Odd.my col']],
  ['select * from users u, orders o where id = $1', []],
  ['update users set name = $1 where id = $2', ['users.id']],
  ['select * from nowhere where id = $1', []],
  ["select * from users where id > $1 and name = 'where email = $1'", []],
  ['', []],
  ['from from from , = $1 . . ( in ( $', []],
])('%s', (statement, expected) => {
  expect(
    equalityColumns(statement, catalog).map(({ table, column }) => `${String(JSON.parse(table)[1])}.${column}`),
  ).toEqual(expected)
})
