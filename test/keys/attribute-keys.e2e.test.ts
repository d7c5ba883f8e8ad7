import { describe, expect, test } from 'vitest'
import { hasJava } from '../../servers/dynamodb-emulator.ts'
import { testDatabase } from '../../servers/test-database.ts'
import { wholeWay } from '../design/whole-way.ts'
import { dynamoDbLocal } from './dynamodb-local.ts'

describe.skipIf(!hasJava())('init --attribute-keys (skipped without Java 17 on the PATH)', () => {
  const judge = dynamoDbLocal()

  test('drafts indexes of attributes where one entity is found by its own columns; the draft loads and proves', async () => {
    await using database = await testDatabase()
    await database.query(`
      CREATE TABLE artists (artist_id int PRIMARY KEY, name varchar(120) NOT NULL);
      CREATE TABLE albums (album_id int PRIMARY KEY, title varchar(160) NOT NULL, artist_id int NOT NULL REFERENCES artists);
      CREATE TABLE tracks (track_id int PRIMARY KEY, name varchar(200) NOT NULL, album_id int REFERENCES albums, added_at timestamptz NOT NULL,
        seller uuid NOT NULL UNIQUE);
      CREATE INDEX ON albums (artist_id); CREATE INDEX ON tracks (album_id);
      INSERT INTO artists SELECT n, 'Artist ' || n FROM generate_series(1, 10) n;
      INSERT INTO albums SELECT n, 'Album ' || n, 1 + n % 10 FROM generate_series(1, 30) n;
      INSERT INTO tracks SELECT n, 'Track ' || n, 1 + n % 30, timestamptz '2024-01-01' + n * interval '1 day', md5(n::text)::uuid
        FROM generate_series(1, 90) n;
      ANALYZE`)
    const way = await wholeWay(database, { init: ['--attribute-keys'], endpoint: judge.endpoint() })
    const taken = (way.init?.data.entities ?? []).flatMap(({ entity, indexes }) =>
      indexes.flatMap(({ attributes }) => (attributes === null ? [] : [{ entity, attributes }])),
    )
    expect(taken).toContainEqual({
      entity: 'TRACK',
      attributes: { partition: ['seller'], sort: ['added_at', 'track_id'] },
    })
    expect(way.init?.text).toContain("partitionKey: ['seller'], sortKey: ['added_at', { name: 'track_id', type: 'N' }]")
    expect(way.migrate).toMatchObject({ code: 0, totals: { read: 130, written: 130, rejected: 0, collapsed: 0 } })
    expect(way.validate).toEqual({ code: 0, differences: 0 })
  }, 240_000)
})
