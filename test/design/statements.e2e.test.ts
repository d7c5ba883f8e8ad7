import { expect, test } from 'vitest'
import { startPostgres } from '../../servers/embedded-postgres.ts'
import { testDatabase } from '../../servers/test-database.ts'
import { wholeWay } from './whole-way.ts'

/** A server of its own, because the extension is loaded when the server starts. */
const patience = 240_000

test(
  'what the application often asks for gets an index key, by pg_stat_statements',
  async () => {
    await using server = await startPostgres({ settings: { shared_preload_libraries: 'pg_stat_statements' } })
    await using database = await testDatabase(server.url)
    await database.query(`
    create extension pg_stat_statements;
    create table users (id int primary key, email text not null, nickname text, status int not null, note text);
    create table orders (id int primary key, buyer_id int not null references users, seller_id int not null references users, number text);
    create index on orders (buyer_id); create index on orders (seller_id);
    insert into users select n, 'user' || n || '@example.org', 'nick' || n, n % 3, repeat('n', 500) from generate_series(1, 500) n;
    insert into orders select n, 1 + n % 500, 1 + n % 7, 'A' || n from generate_series(1, 800) n;
    analyze; select pg_stat_statements_reset()`)
    for (let call = 0; call < 60; call += 1) {
      await database.query('select id from users as u where u.email = $1', [`user${call}@example.org`])
      await database.query('select * from users where status = $1', [1])
      await database.query('select * from orders o where o.seller_id = $1', [call])
      await database.query('update users set nickname = $1 where id = $2', ['x', call])
      if (call < 10) await database.query('select * from orders where number = $1', ['A1'])
    }
    const { init, migrate, validate } = await wholeWay(database)
    expect(init?.data.entities).toEqual([
      {
        entity: 'ORDER',
        schema: 'public',
        table: 'orders',
        key: { pk: 'ORDER#{id}', sk: 'METADATA' },
        indexes: [
          { index: 'gsi1-index', attributes: null, pk: 'USER#{seller_id}', sk: 'ORDER#{id|pad:10}' },
          { index: 'gsi2-index', attributes: null, pk: 'USER#{buyer_id}', sk: 'ORDER#{id|pad:10}' },
        ],
      },
      {
        entity: 'USER',
        schema: 'public',
        table: 'users',
        key: { pk: 'USER#{id}', sk: 'METADATA' },
        indexes: [
          { index: 'gsi1-index', attributes: null, pk: 'USER_BY_EMAIL#{email|escape}', sk: 'USER#{id|pad:10}' },
        ],
      },
    ])
    expect(init?.data.undecided.join('\n')).toMatch(
      /users is often asked for by status \(60 calls\), which has few values/u,
    )
    expect(init?.data.undecided.join('\n')).not.toContain('pg_stat_statements')
    expect(init?.text).not.toContain('example.org')
    expect(migrate).toMatchObject({ code: 0, totals: { written: 1_300 } })
    expect(validate).toEqual({ code: 0, differences: 0 })

    const role = `reader_${database.name}`
    await database.query(
      `create role ${role} login password '${role}'; grant select on all tables in schema public to ${role}`,
    )
    const url = new URL(database.url)
    url.username = role
    url.password = role
    const without = await wholeWay({ ...database, url: url.href }, { init: ['--tables', 'users'] })
    expect(without.init?.data.undecided.join('\n')).toContain('pg_stat_statements cannot be read by this role')
    expect(without.validate).toEqual({ code: 0, differences: 0 })
  },
  patience,
)
