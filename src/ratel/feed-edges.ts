import { allColumns, lookup } from '../mapping/language/attributes.ts'
import { one } from '../mapping/language/sources.ts'
import type { EntityDefinition } from '../mapping/schema/mapping-schema.ts'

const FEED_LIKE: EntityDefinition = {
  group: 'relationships',
  from: 'feed_users',
  key: { pk: 'FEED#{feed_id}', sk: 'LIKE#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'FEED_LIKE#{created_at}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: { ...allColumns(), user_nickname: lookup('user.nickname') },
}

const FEED_BOOKMARK: EntityDefinition = {
  group: 'relationships',
  from: 'feed_bookmark_users',
  key: { pk: 'FEED#{feed_id}', sk: 'BOOKMARK#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'FEED_BOOKMARK#{created_at}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: { ...allColumns(), user_nickname: lookup('user.nickname') },
}

const FEED_SHARE: EntityDefinition = {
  group: 'relationships',
  from: 'feed_shares',
  key: { pk: 'FEED#{feed_id}', sk: 'SHARE#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'FEED_SHARE#{created_at}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: { ...allColumns(), user_nickname: lookup('user.nickname') },
}

export const feedEdges = { FEED_LIKE, FEED_BOOKMARK, FEED_SHARE }
