import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { checkMapping } from '../mapping/check-mapping.ts'
import type { ResolvedEntity, ResolvedMapping, ResolvedTemplate } from '../mapping/resolved.ts'
import { connectSource } from '../postgres/connection/connect.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import { ratelMapping } from './mapping.ts'

const demo = path.join(import.meta.dirname, '../../demo')

async function catalogOf(database: TestDatabase): Promise<Catalog> {
  const signal = AbortSignal.timeout(60_000)
  await using client = await connectSource(parseSourceUrl(database.url, {}), { role: 'test', signal })
  return await readCatalog(client, signal)
}

async function ratelDatabase(): Promise<TestDatabase> {
  const database = await testDatabase()
  await database.query(await readFile(path.join(demo, 'ratel-schema.sql'), 'utf8'))
  return database
}

function resolved(catalog: Catalog): ResolvedMapping {
  const check = checkMapping(ratelMapping, catalog)
  expect(check.findings).toEqual([])
  if (check.resolved === null) throw new Error('not resolved')
  return check.resolved
}

/** The parts of an entity that the tests name. */
function summary(entity: ResolvedEntity): string {
  const template = (half: ResolvedTemplate | null): string => half?.text ?? ''
  const keys = [`${template(entity.partitionKey)} / ${template(entity.sortKey)}`]
  for (const key of entity.indexKeys)
    keys.push(`${key.index} ${key.attributes.map((half) => `${half.name}=${half.template.text}`).join(' -> ')}`)
  return keys.join('; ')
}

/** Whose key holds the primary key; the others collapse rows that share a pair. */
const unique = ['USER', 'INDUSTRY', 'BADGE', 'GROUP', 'SPACE', 'FEED', 'FEED_COMMENT', 'DISCUSSION', 'SPACE_GROUP']
const entities = [
  'USER',
  'INDUSTRY',
  'BADGE',
  'GROUP',
  'SPACE',
  'FEED',
  'FEED_COMMENT',
  'DISCUSSION',
  'USER_FOLLOWER',
  'USER_BADGE',
  'USER_INDUSTRY',
  'TEAM_MEMBER',
  'GROUP_MEMBER',
  'SPACE_GROUP',
  'SPACE_MEMBER',
  'SPACE_LIKE',
  'SPACE_SHARE',
  'SPACE_BADGE',
  'FEED_LIKE',
  'FEED_BOOKMARK',
  'FEED_SHARE',
  'DISCUSSION_PARTICIPANT',
]

describe('the Ratel mapping', () => {
  test('fits a fresh database without a remark', async () => {
    await using database = await ratelDatabase()
    const mapping = resolved(await catalogOf(database))
    expect(mapping.entities.map(({ name }) => name)).toEqual(entities)
    expect(mapping.entities.filter(({ identity }) => identity.kind === 'unique').map(({ name }) => name)).toEqual(
      unique,
    )
    expect(mapping.entities.map(summary).join('\n')).toMatchSnapshot('keys')
    expect(
      mapping.entities
        .map(
          (entity) =>
            `${entity.name}: ${entity.attributes.map((attribute) => `${attribute.name} ${attribute.kind === 'value' ? attribute.form : ''}`).join(', ')}`,
        )
        .join('\n'),
    ).toMatchSnapshot('attributes')
  })

  test('has the same keys, attributes and collapses on a database that grew column by column', async () => {
    await using fresh = await ratelDatabase()
    await using aged = await ratelDatabase()
    await aged.query(await readFile(path.join(demo, 'ratel-aging.sql'), 'utf8'))
    const [before, after] = [resolved(await catalogOf(fresh)), resolved(await catalogOf(aged))]
    const shape = (mapping: ResolvedMapping): readonly unknown[] =>
      mapping.entities.map((entity) => ({
        keys: summary(entity),
        attributes: entity.attributes
          .map((attribute) => [attribute.name, attribute.kind === 'value' && attribute.form])
          .toSorted(),
        identity: entity.identity,
        sourceKey: entity.sourceKey.map(({ name }) => name),
        chunkBy: entity.chunkBy,
      }))
    expect(shape(after)).toEqual(shape(before))
  })

  test('names a column that is gone, and what is there instead', async () => {
    await using database = await ratelDatabase()
    await database.query('alter table users rename column nickname to nick_name')
    const { resolved: none, findings } = checkMapping(ratelMapping, await catalogOf(database))
    expect(none).toBeNull()
    const gone = findings.filter(({ code }) => code === 'MAPPING_UNKNOWN_COLUMN')
    expect(gone.map(({ place }) => place)).toContain('entities.SPACE.attributes.owner_nickname')
    expect(gone[0]?.message).toBe('"nickname" is no column of users (did you mean "nick_name"?)')
    expect(findings).toHaveLength(gone.length)
  })

  test('asks for the index that a counter misses', async () => {
    await using database = await ratelDatabase()
    await database.query('drop index idx_feeds_parent_id')
    const { resolved: found, findings } = checkMapping(ratelMapping, await catalogOf(database))
    expect(found).not.toBeNull()
    expect(findings.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'MAPPING_INDEX_ADVISED entities.FEED.attributes.comments',
      'MAPPING_INDEX_ADVISED entities.FEED_COMMENT.attributes.comments',
    ])
  })
})
