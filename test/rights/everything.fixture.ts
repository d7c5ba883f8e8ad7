import { serverMajor } from '../../servers/server-major.ts'
import type { TestDatabase } from '../../servers/test-database.ts'
import { column, count, exists, first, gather, lookup, sum } from '../../src/mapping/language/attributes.ts'
import { equals, sqlCondition } from '../../src/mapping/language/conditions.ts'
import { keepLast } from '../../src/mapping/language/duplicates.ts'
import { one, sql, union } from '../../src/mapping/language/sources.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'

/** A mapping that reads in every way that the language knows; each table has columns that it must not need. */
export const everythingMapping = defineMapping({
  name: 'everything',
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: {
      'by-mail': { partitionKey: 'mail_pk', sortKey: 'mail_sk' },
      'by-name': { partitionKey: 'name', projection: 'keys' },
    },
  },
  entities: {
    MEMBER: {
      group: 'members',
      from: 'shop.members',
      where: { active: equals(true) },
      key: { pk: 'MEMBER#{id}', sk: 'METADATA' },
      indexes: { 'by-mail': { pk: 'MAIL#{mail}', sk: 'MEMBER' } },
      attributes: {
        name: column('name'),
        likes: count('shop.likes', { member_id: 'id' }, { distinct: 'note_id' }),
        spent: sum('shop.orders', 'amount', { member_id: 'id' }, { where: sqlCondition(`state = 'paid'`) }),
        any: exists('other.flags', { member_id: 'id' }),
        tags: gather('shop.tags', 'word', { member_id: 'id' }, { orderBy: ['rank'] }),
      },
    },
    NOTE: {
      group: 'notes',
      from: 'shop.notes',
      where: sqlCondition(`state <> 'gone'`),
      key: { pk: 'NOTE#{id}', sk: 'METADATA' },
      lookups: { author: one('shop.people', { mail: 'author_mail' }) },
      attributes: { author: lookup('author.full_name') },
    },
    LIKE: {
      group: 'notes',
      from: 'shop.likes',
      key: { pk: 'NOTE#{note_id}', sk: 'LIKE#{member_id}' },
      duplicates: keepLast({ by: ['at'] }),
      attributes: {},
    },
    CONTACT: {
      group: 'people',
      from: union({
        letter: { table: 'shop.letters', columns: { who: 'addressee' } },
        call: { table: 'shop.calls', columns: { who: 'caller' } },
      }),
      key: { pk: 'CONTACT#{who}', sk: 'METADATA' },
      attributes: { subject: first('letter', 'subject') },
    },
    TOTAL: {
      group: 'totals',
      from: sql('SELECT day, other.score(amount) AS score FROM shop.sales WHERE NOT void', {
        columns: { day: 'date', score: 'int8' },
        key: ['day'],
      }),
      key: { pk: 'TOTAL#{day}', sk: 'METADATA' },
      attributes: { score: column('score') },
    },
    SEEN: {
      group: 'views',
      from: 'shop.visible',
      key: { pk: 'SEEN#{id}', sk: 'METADATA' },
      attributes: { body: column('body') },
    },
    OWNED: {
      group: 'views',
      from: 'shop.of_owner',
      key: { pk: 'OWNED#{id}', sk: 'METADATA' },
      attributes: {},
    },
  },
})

/** The source of it, with 20 rows of each entity. Nobody but the owner has any right. */
export async function createEverything(database: TestDatabase): Promise<void> {
  // A view reads with the rights of its caller since PostgreSQL 15, where it says so.
  const invoker = (await serverMajor(database)) >= 15 ? 'WITH (security_invoker = true)' : ''
  await database.query(`
    CREATE SCHEMA shop; CREATE SCHEMA other; CREATE SCHEMA ext; CREATE SCHEMA hidden; CREATE EXTENSION citext SCHEMA ext;
    CREATE TABLE shop.members (id int PRIMARY KEY, active bool, mail text, name text, secret text);
    CREATE TABLE shop.likes (id int PRIMARY KEY, note_id int NOT NULL, member_id int NOT NULL, at timestamptz NOT NULL, secret text);
    CREATE TABLE shop.orders (id int PRIMARY KEY, member_id int, amount numeric, state text, secret text);
    CREATE TABLE other.flags (id int PRIMARY KEY, member_id int, secret text);
    CREATE TABLE shop.tags (id int PRIMARY KEY, member_id int, word text, rank int, secret text);
    CREATE TABLE shop.notes (id int PRIMARY KEY, author_mail ext.citext, state text, secret text);
    CREATE TABLE shop.people (mail ext.citext PRIMARY KEY, full_name text, secret text);
    CREATE TABLE shop.letters (id int PRIMARY KEY, addressee int NOT NULL, subject text, secret text);
    CREATE TABLE shop.calls (id int PRIMARY KEY, caller int NOT NULL, secret text);
    CREATE TABLE shop.sales (day date PRIMARY KEY, amount int, void bool, secret text);
    CREATE TABLE hidden.bodies (id int PRIMARY KEY, body text, secret text);
    CREATE TABLE hidden.owned (id int PRIMARY KEY, body text);
    CREATE FUNCTION other.score(amount int) RETURNS int8 LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN amount * 2; END $$;
    CREATE VIEW shop.visible ${invoker} AS SELECT id, body FROM hidden.bodies;
    CREATE VIEW shop.of_owner AS SELECT id, body FROM hidden.owned;
    INSERT INTO shop.members SELECT n, true, 'm' || n || '@example.org', 'name ' || n, 'x' FROM generate_series(1, 20) n;
    INSERT INTO shop.likes SELECT n, 1 + n / 2, 1 + n % 5, '2026-01-01', 'x' FROM generate_series(1, 20) n;
    INSERT INTO shop.orders SELECT n, n, n, 'paid', 'x' FROM generate_series(1, 20) n;
    INSERT INTO other.flags SELECT n, n, 'x' FROM generate_series(1, 10) n;
    INSERT INTO shop.tags SELECT n, 1 + n % 5, 'word ' || n, -n, 'x' FROM generate_series(1, 20) n;
    INSERT INTO shop.people SELECT 'A' || n, 'full ' || n, 'x' FROM generate_series(1, 20) n;
    INSERT INTO shop.notes SELECT n, 'a' || n, 'here', 'x' FROM generate_series(1, 20) n;
    INSERT INTO shop.letters SELECT n, n, 's', 'x' FROM generate_series(1, 20) n; INSERT INTO shop.calls SELECT n, n, 'x' FROM generate_series(1, 20) n;
    INSERT INTO shop.sales SELECT date '2026-01-01' + n, n, false, 'x' FROM generate_series(1, 20) n;
    INSERT INTO hidden.bodies SELECT n, 'b', 'x' FROM generate_series(1, 20) n; INSERT INTO hidden.owned SELECT n, 'b' FROM generate_series(1, 20) n;
    ALTER TABLE shop.members ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON shop.members USING (id < 3);
    REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON DATABASE ${database.name} FROM PUBLIC;
    REVOKE EXECUTE ON FUNCTION other.score FROM PUBLIC; ANALYZE`)
}
